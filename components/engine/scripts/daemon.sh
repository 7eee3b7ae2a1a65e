# The client forwards a signal to the container and waits for it to end.
engine() {
    timeout --kill-after=5 "$ANSWER_TIMEOUT_SECONDS" docker --host unix:///var/run/docker.sock "$@"
}

restart() {
    local deadline=$((SECONDS + START_TIMEOUT_SECONDS))
    # systemd refuses a fourth start within a minute unless its counter is reset.
    systemctl reset-failed docker 2>/dev/null || true
    systemctl daemon-reload || return 1
    # Containers keep running without it.
    [[ ! -e $CONTAINERD_DROP_IN ]] || systemctl restart containerd || return 1
    systemctl restart docker || return 1
    until engine version >/dev/null 2>&1; do
        ((SECONDS < deadline)) && systemctl is-active --quiet docker || return 1
        sleep 1
    done
}

# Prints the end of a unit's log, the daemon's by default.
why() {
    journalctl --unit "${1:-docker}" --no-pager --lines 8 --output cat 2>/dev/null || true
}

remove_probe() {
    { engine rm --force "$PROBE" && engine image rm --force "$PROBE"; } >/dev/null 2>&1 || true
}

# Runs one of the VM's programs in a container. The image is created here, because there may be no registry. Prints why it
# failed.
start_container() {
    local folders=(/bin /lib*) volumes=(--volume /usr:/usr:ro) folder said code=0
    for folder in "${folders[@]}"; do
        [[ -L $folder ]] || volumes+=(--volume "$folder:$folder:ro")
    done
    remove_probe
    said=$({
        tar --create --directory / --no-recursion usr "${folders[@]#/}" | engine import - "$PROBE" >/dev/null &&
            engine run --rm --name "$PROBE" --network none "${volumes[@]}" "$PROBE" /usr/bin/true
    } 2>&1) || code=$?
    remove_probe
    case $code,$said in
    # A plugin that denies this container may allow others.
    0,* | *"authorization denied by plugin"*) ;;
    124,* | 137,*) printf 'it did not finish within %s seconds' "$ANSWER_TIMEOUT_SECONDS" && return 1 ;;
    *) tail -n 3 <<<"$said" && return 1 ;;
    esac
}
