# Installs newer patch versions of Docker's packages by a timer. Azure's own patching covers Ubuntu's packages only, and turns
# unattended-upgrades off. apt sees no version with another minor number: that one needs a change of the settings.
update_engine() {
    local package version packages=(docker-ce docker-ce-cli containerd.io) commands=()
    rm -f "$PINS"
    if [[ -n $UPDATE_CALENDAR ]]; then
        for package in "${packages[@]}"; do
            version=$(dpkg-query --show --showformat='${Version}' "$package")
            version=${version%%-*}
            printf 'Package: %s\nPin: version %s.*\nPin-Priority: 900\n\nPackage: %s\nPin: version *\nPin-Priority: -1\n\n' \
                "$package" "${version%.*}" "$package"
        done >"$PINS.new"
        chmod 0644 "$PINS.new"
        mv "$PINS.new" "$PINS"
        commands=("ExecStart=/usr/bin/apt-get -q -o DPkg::Lock::Timeout=900 update"
            "ExecStart=/usr/bin/apt-get -q -y -o DPkg::Lock::Timeout=900 -o Dpkg::Options::=--force-confold install --only-upgrade ${packages[*]}")
    fi
    run_by_timer engine.automaticUpdates docker-host-vm-update "$UPDATE_CALENDAR" "Update Docker's packages" "${commands[@]}"
}
