# The daemon runs with the new files. Backs up a daemon.json that this script did not write.
settle() {
    local former=$BACKUP/daemon.json
    if [[ -e $former ]] && ! cmp -s "$former" "$STATE/daemon.json" && ! cmp -s "$former" "$STAGE/daemon.json"; then
        cp --preserve --backup=numbered "$former" "$SETTINGS/daemon.json.saved"
        note "$SETTINGS/daemon.json was changed outside this script. It is backed up as $SETTINGS/daemon.json.saved"
    fi
    cp "$STAGE/daemon.json" "$STATE/daemon.json"
    rm -rf "$BACKUP"
}

apply_settings() {
    local changed=no trouble='' reason
    each_file differs
    if [[ $changed == no && ! -d $BACKUP ]] && systemctl is-active --quiet docker; then
        return
    fi
    # If containers did not start before, the new settings are not the cause, and new certificates must still be applied.
    if [[ ! -d $BACKUP ]] && systemctl is-active --quiet docker; then
        trouble=$(start_container) || note "no container starts, even before any change: $trouble"
    fi
    keep_all_old
    install -d -m 0755 "$SETTINGS"
    each_file put_new
    if ! restart; then
        reason="the daemon does not start with the new settings: $(why)"
    elif [[ -z $trouble ]] && ! trouble=$(start_container); then
        reason="no container starts with the new settings: $trouble"
    else
        settle
        return
    fi
    each_file put_back
    restart || fail "the daemon does not start with the earlier settings either; $reason"
    remove_probe
    rm -rf "$BACKUP"
    fail "the daemon is running with the earlier settings, because $reason"
}
