# A disk with this label was formatted here, perhaps by an earlier VM.
readonly DISK_LABEL=docker-data
# Marks the line of /etc/fstab that this script writes. Options that start with x- are for applications.
readonly DISK_MARK=x-docker-host-vm

# Finds the disk with the number 0. Its path depends on whether the VM's size has SCSI or NVMe disks. Azure may attach it
# some time after the VM has started.
find_disk() {
    local deadline=$((SECONDS + DISK_TIMEOUT_SECONDS)) path
    disk=''
    until [[ -n $disk ]]; do
        for path in /dev/disk/azure/scsi1/lun0 /dev/disk/azure/data/by-lun/0; do
            [[ ! -b $path ]] || disk=$(readlink -f "$path")
        done
        [[ -n $disk ]] || ((SECONDS < deadline)) ||
            fail "the data disk did not appear within $DISK_TIMEOUT_SECONDS seconds: neither /dev/disk/azure/scsi1/lun0 nor /dev/disk/azure/data/by-lun/0 exists"
        [[ -n $disk ]] || sleep 2
    done
}

# The kernel learns the new size of a disk that has grown only when it is told to look.
await_size() {
    local deadline=$((SECONDS + DISK_TIMEOUT_SECONDS)) device file
    device=/sys/class/block/${disk##*/}/device
    until (($(blockdev --getsize64 "$disk") >= DATA_DISK_GIB << 30)); do
        ((SECONDS < deadline)) || fail "the data disk has $(blockdev --getsize64 "$disk") bytes after $DISK_TIMEOUT_SECONDS seconds, not $DATA_DISK_GIB GiB. Restart the VM"
        for file in "$device/rescan" "$device/rescan_controller"; do
            [[ ! -e $file ]] || echo 1 >"$file"
        done
        sleep 2
    done
}

# Formats the disk if it is empty. Everything but an empty disk and one of its own is left alone.
format_disk() {
    local found code=0 said
    found=$(blkid --probe --output export "$disk") || code=$?
    if ((code == 2)) && cmp --silent --bytes=1048576 "$disk" /dev/zero; then
        said=$(mkfs.ext4 -q -m 0 -L "$DISK_LABEL" "$disk" 2>&1) || fail "the data disk could not be formatted: $said"
        note "the data disk is formatted"
    elif [[ $'\n'$found$'\n' != *$'\n'"LABEL=$DISK_LABEL"$'\n'* || $'\n'$found$'\n' != *$'\nTYPE=ext4\n'* ]]; then
        found=$(sed -n 's/^\(TYPE\|PTTYPE\|LABEL\)=//p' <<<"$found")
        fail "the data disk is neither empty nor formatted by this script, and is left alone: it has ${found:-data of an unknown kind}. Copy what you need from it, and run: wipefs --all $disk && blkdiscard --zeroout --length 1MiB $disk"
    fi
}

# Replaces the line of the data disk in /etc/fstab, or removes it.
write_fstab() {
    local others
    others=$(awk -v mark="$DISK_MARK" '$4 !~ mark' /etc/fstab 2>/dev/null || true)
    printf '%s' "${others:+$others$'\n'}" "${1:+$1$'\n'}" >/etc/fstab.new
    chmod 0644 /etc/fstab.new
    if cmp -s /etc/fstab.new /etc/fstab; then
        rm /etc/fstab.new
    else
        mv /etc/fstab.new /etc/fstab
        systemctl daemon-reload
    fi
}

# Mounts the data disk at the daemon's data root, now and whenever the VM starts, with all its space in use.
mount_disk() {
    local said
    find_disk
    await_size
    format_disk
    # Without nofail, a VM whose disk is missing would not boot far enough for SSH.
    write_fstab "UUID=$(blkid --probe --output value --match-tag UUID "$disk") $DATA_ROOT ext4 defaults,nofail,x-systemd.device-timeout=90s,$DISK_MARK 0 2"
    mkdir -p "$DATA_ROOT"
    if ! findmnt --source "$disk" --mountpoint "$DATA_ROOT" >/dev/null; then
        if mountpoint --quiet "$DATA_ROOT"; then
            note "another data disk was mounted until now"
            systemctl stop docker containerd
            umount --lazy "$DATA_ROOT"
        fi
        # systemd unmounts a disk at once if udev has not told it of the new UUID yet.
        udevadm settle >/dev/null 2>&1 || true
        said=$(mount "$disk" "$DATA_ROOT" 2>&1) || fail "the data disk could not be mounted: $said"
    fi
    said=$(resize2fs "$disk" 2>&1) || fail "the data disk's file system could not be enlarged: $said"
}

# Forgets a data disk that the host no longer has.
forget_disk() {
    local folder
    folder=$(awk -v mark="$DISK_MARK" '$4 ~ mark { print $2 }' /etc/fstab 2>/dev/null || true)
    [[ -n $folder ]] || return 0
    write_fstab ''
    ! mountpoint --quiet "$folder" || umount --lazy "$folder"
    note "the data disk is no longer used"
}
