# Runs commands by a timer of systemd, which catches up after the VM was off. Without a calendar, removes the timer of an earlier
# run. Arguments: the setting, the unit's name, the calendar, a description, and the lines of the commands.
run_by_timer() {
    local setting=$1 name=$2 calendar=$3 unit=/etc/systemd/system/$2
    if [[ -z $calendar ]]; then
        [[ -e $unit.timer ]] || return 0
        systemctl disable --quiet --now "$name.timer"
        rm -f "$unit.timer" "$unit.service"
        systemctl daemon-reload
        return
    fi
    printf '%s\n' '[Unit]' "Description=$4" 'Wants=network-online.target' 'After=network-online.target docker.service' '' \
        '[Service]' 'Type=oneshot' 'Environment=HOME=/root DEBIAN_FRONTEND=noninteractive' "${@:5}" >"$unit.service"
    printf '%s\n' '[Unit]' "Description=$4" '' '[Timer]' "OnCalendar=$calendar" 'Persistent=true' 'RandomizedDelaySec=15min' '' \
        '[Install]' 'WantedBy=timers.target' >"$unit.timer"
    chmod 0644 "$unit.service" "$unit.timer"
    systemctl daemon-reload
    systemctl enable --quiet "$name.timer"
    systemctl restart "$name.timer" 2>/dev/null || fail "systemd does not know the calendar $calendar. Change $setting"
}

# Removes what Docker no longer uses, never volumes.
prune() {
    local command commands=()
    while read -r command; do
        [[ -z $command ]] || commands+=("ExecStart=$(command -v docker) --host unix:///var/run/docker.sock $command")
    done <<<"$PRUNE_COMMANDS"
    run_by_timer engine.prune.schedule docker-host-vm-prune "$PRUNE_CALENDAR" 'Remove what Docker no longer uses' "${commands[@]}"
}
