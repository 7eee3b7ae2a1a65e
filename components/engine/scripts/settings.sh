# Writes the daemon's new files to a separate folder, so that an interruption here changes nothing.
stage() {
    local daemon containerd unit=''
    daemon=$(command -v dockerd) || fail "dockerd is missing after the installation"
    rm -rf "$STAGE"
    mkdir -p "$STAGE"
    printf '%s' "$CA_PEM" >"$STAGE/ca.pem"
    printf '%s' "$CERT_PEM" >"$STAGE/cert.pem"
    printf '%s' "$KEY_PEM" >"$STAGE/key.pem"
    printf '%s\n' "$DAEMON_JSON" >"$STAGE/daemon.json"
    printf '%s\n' "$SECCOMP_PROFILE" >"$STAGE/seccomp.json"
    if [[ -n $DATA_DISK_GIB ]]; then
        # Otherwise the daemon would write to the OS disk while the data disk is missing.
        printf -v unit '[Unit]\nRequiresMountsFor=%s\nAssertPathIsMountPoint=%s\n\n' "$DATA_ROOT" "$DATA_ROOT"
    fi
    # daemon.json sets the hosts, which dockerd rejects together with the unit's own -H.
    printf '%s[Service]\nExecStart=\nExecStart=%s --containerd=/run/containerd/containerd.sock%s\n' \
        "$unit" "$daemon" "${DAEMON_FLAGS:+ $DAEMON_FLAGS}" >"$STAGE/drop-in.conf"
    if [[ -n $DATA_ROOT ]]; then
        # Since version 29 the engine stores images in containerd's folder, which data-root does not move.
        containerd=$(command -v containerd) || fail "containerd is missing after the installation"
        printf '%s[Service]\nExecStart=\nExecStart=%s --root=%s/containerd\n' "$unit" "$containerd" "$DATA_ROOT" >"$STAGE/containerd.conf"
    else
        printf '# dataRoot is not set: containerd uses its default.\n' >"$STAGE/containerd.conf"
    fi
}

# The clock of the machine that issued the certificates may be some minutes ahead of the VM's.
check_certificates() {
    local deadline=$((SECONDS + CLOCK_TIMEOUT_SECONDS)) said
    [[ $(openssl x509 -noout -pubkey -in "$STAGE/cert.pem") == "$(openssl pkey -pubout -in "$STAGE/key.pem")" ]] ||
        fail "the certificate does not match the private key"
    # Clients know the certificate's issuer, the daemon does not: the certificate itself is trusted here.
    until said=$(openssl verify -partial_chain -trusted "$STAGE/cert.pem" "$STAGE/cert.pem" 2>&1); do
        case $said in
        *"not yet valid"*)
            ((SECONDS < deadline)) || fail "the certificates are not valid yet: the VM's clock shows $(date --utc), and they start at $(openssl x509 -noout -startdate -in "$STAGE/cert.pem" | cut -d = -f 2)"
            sleep 5
            ;;
        *"has expired"*) fail "the certificates have expired: the VM's clock shows $(date --utc): $said" ;;
        *) fail "the certificate is not valid: $said" ;;
        esac
    done
}

# Calls a function for each file, with its name in the stage, mode and path.
each_file() {
    "$1" ca.pem 0444 "$SETTINGS/ca.pem"
    "$1" cert.pem 0444 "$SETTINGS/cert.pem"
    "$1" key.pem 0400 "$SETTINGS/key.pem"
    [[ -z $SECCOMP_PROFILE ]] || "$1" seccomp.json 0644 "$SETTINGS/seccomp.json"
    "$1" daemon.json "$DAEMON_JSON_MODE" "$SETTINGS/daemon.json"
    "$1" drop-in.conf 0644 "$DROP_IN"
    [[ -z $DATA_ROOT && ! -e $CONTAINERD_DROP_IN ]] || "$1" containerd.conf 0644 "$CONTAINERD_DROP_IN"
}

differs() {
    cmp -s "$STAGE/$1" "$3" && [[ $(stat -c %a "$3") == "${2#0}" ]] || changed=yes
}

keep_old() {
    if [[ -e $3 ]]; then
        cp -p "$3" "$BACKUP.new/$1"
    fi
}

# Keeps the files that the daemon last ran with until it runs with the new ones. If there is a backup already, an earlier run
# was interrupted: that backup is the right one, because the daemon may never have read the files in place.
keep_all_old() {
    [[ ! -d $BACKUP ]] || return 0
    rm -rf "$BACKUP.new"
    mkdir -p "$BACKUP.new"
    each_file keep_old
    mv "$BACKUP.new" "$BACKUP"
}

put_new() {
    install -D -o root -g root -m "$2" "$STAGE/$1" "$3.new"
    mv "$3.new" "$3"
}

put_back() {
    if [[ -e $BACKUP/$1 ]]; then
        cp -p "$BACKUP/$1" "$3"
    else
        rm -f "$3"
    fi
}
