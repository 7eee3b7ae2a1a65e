readonly NVIDIA_REPOSITORY=https://nvidia.github.io/libnvidia-container
# https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html
readonly NVIDIA_FINGERPRINT=C95B321B61E88C1809C4F759DDCAE044F796ECB0
readonly NVIDIA_LIST=/etc/apt/sources.list.d/nvidia-container-toolkit.list

# Installs Ubuntu's driver for the VM's GPUs as Azure's documentation says. It is signed, so that it loads with Secure Boot.
# https://learn.microsoft.com/azure/virtual-machines/linux/n-series-driver-setup
install_driver() {
    local lock=$STATE/apt.conf said
    need ubuntu-drivers-common
    apt update
    printf 'DPkg::Lock::Timeout "%s";\n' "$LOCK_TIMEOUT_SECONDS" >"$lock"
    said=$(umask 022 && APT_CONFIG=$lock ubuntu-drivers install 2>&1) || fail "the NVIDIA driver could not be installed: $(tail -n 5 <<<"$said")$(hint "$said")"
    rm "$lock"
    # Installed for a newer kernel than the running one, it works only after a restart.
    said=$(nvidia-smi --list-gpus 2>&1) || fail "the NVIDIA driver is installed, but does not work yet: ${said%%$'\n'*}. Restart the VM, then run up again"
    note "the NVIDIA driver is installed: ${said%%$'\n'*}"
}

# Makes the VM's NVIDIA GPUs available to containers. A driver that works and a toolkit that is installed stay as they are: what
# else changes does not undo an upgrade on the VM.
install_nvidia() {
    local key=/etc/apt/keyrings/nvidia-container-toolkit.asc
    if [[ $NVIDIA != yes ]]; then
        rm -f "$NVIDIA_LIST"
        return
    fi
    nvidia-smi --list-gpus >/dev/null 2>&1 || install_driver
    if [[ -z $(version_here nvidia-container-toolkit) ]]; then
        add_key "$NVIDIA_REPOSITORY/gpgkey" "$NVIDIA_FINGERPRINT" "$key"
        write_list "$key" "$NVIDIA_REPOSITORY/stable/deb/$(dpkg --print-architecture) /" "$NVIDIA_LIST"
        apt update
        apt install nvidia-container-toolkit
    fi
}
