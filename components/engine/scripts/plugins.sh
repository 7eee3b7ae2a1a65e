# Installs a plugin of the docker CLI in a chosen version, once for each choice: what else changes does not undo an upgrade on the
# VM. Without a choice, the one stays that the engine's packages brought.
install_plugin() {
    local package=$1 wanted=$2 setting=$3 installed version
    [[ -n $wanted ]] || return 0
    installed=$(version_here "$package")
    if [[ -n $installed && -e $STATE/$package && $(<"$STATE/$package") == "$wanted" ]]; then
        return
    fi
    if [[ $installed != "$wanted" && $installed != "$wanted"-* ]]; then
        refuse_held "$setting" "$installed" "$package"
        [[ $PACKAGE_SOURCE != docker ]] || add_repository
        apt update
        version=$(version_of "$package" "$wanted")
        [[ -n $version ]] || fail "$package $wanted was not found in the packages' repository. Change $setting"
        apt install --no-install-recommends --allow-downgrades "$package=$version"
    fi
    printf '%s\n' "$wanted" >"$STATE/$package"
}

install_plugins() {
    local compose=docker-compose-plugin buildx=docker-buildx-plugin
    [[ $PACKAGE_SOURCE == docker ]] || compose=docker-compose-v2 buildx=docker-buildx
    install_plugin "$buildx" "$BUILDX_VERSION" engine.buildxVersion
    install_plugin "$compose" "$COMPOSE_VERSION" engine.composeVersion
}
