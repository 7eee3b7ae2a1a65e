# The first process in the namespaces of an emulated VM: sets up the VM's root file system and then only reaps children.
# Arguments: the command of the relay, which ends when the machine process ends. Working directory: the VM's folder, to
# keep paths short. Environment: HOST_NAME, BUSYBOX (static), PROGRAMS (folder of the sandbox's own programs),
# UNPACKED (folder of the daemon's packages, may be empty), ENGINE (folder of the pinned Docker engine, may be empty).
set -eu

# In a separate mount namespace, so that it keeps its files when the root changes below.
unshare --mount "$@" &
relay=$!

bind() { mount --rbind "$1" "$2"; }
# An ordinary user cannot always make one of the host's mounts read-only, but cannot write to it either.
bind_read_only() { bind "$1" "$2" && { mount -o remount,bind,ro "$2" || [ ! -w "$2" ]; }; }

"$BUSYBOX" ip link set lo up
"$BUSYBOX" hostname "$HOST_NAME"

bind root root
cd root
for name in usr bin sbin lib lib32 lib64; do
    if [ -L "/$name" ]; then
        [ -L "$name" ] || cp -P "/$name" "$name"
    elif [ -d "/$name" ]; then
        mkdir -p "$name"
        bind_read_only "/$name" "$name"
    fi
done
for name in alternatives ld.so.conf.d ssl/certs; do
    if [ -d "/etc/$name" ]; then
        mkdir -p "etc/$name"
        bind_read_only "/etc/$name" "etc/$name"
    fi
done
for name in ld.so.cache ld.so.conf; do
    if [ -f "/etc/$name" ]; then
        : >>"etc/$name"
        bind_read_only "/etc/$name" "etc/$name"
    fi
done
bind_read_only "$PROGRAMS" opt/sandbox
if [ -n "$UNPACKED" ]; then
    bind_read_only "$UNPACKED" opt/docker
fi
if [ -n "$ENGINE" ]; then
    bind_read_only "$ENGINE" opt/engine
fi

mount -t proc proc proc
# dockerd would raise the host kernel's limits there.
bind_read_only proc/sys/kernel proc/sys/kernel
mount -t sysfs sysfs sys
mount -t tmpfs -o mode=755 tmpfs run
# With userns-remap, a container may mount a proc of its own only if there is one with nothing over it.
mkdir run/proc
mount -t proc proc run/proc
mount -t tmpfs -o mode=1777 tmpfs tmp

mount -t tmpfs -o mode=755 tmpfs dev
for name in null zero full random urandom tty; do
    : >"dev/$name"
    bind "/dev/$name" "dev/$name"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin
ln -s fd/1 dev/stdout
ln -s fd/2 dev/stderr

# The cgroup namespace shows only the VM's own part of each hierarchy.
if [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ]; then
    mount -t cgroup2 cgroup2 sys/fs/cgroup
else
    mount -t tmpfs -o mode=755 cgroup sys/fs/cgroup
    while IFS=: read -r _ controllers _; do
        case $controllers in
        '' | name=*) ;;
        *)
            mkdir "sys/fs/cgroup/$controllers"
            mount -t cgroup -o "$controllers" cgroup "sys/fs/cgroup/$controllers"
            ;;
        esac
    done </proc/self/cgroup
fi

mkdir -p .host
pivot_root . .host
umount -l /.host
rmdir /.host

echo ready
wait "$relay"
