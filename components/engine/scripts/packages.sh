# Fetches the key that signs a repository, and refuses any other than the expected one. Arguments: its URL, its fingerprint, its file.
add_key() {
    local url=$1 fingerprint=$2 key=$3 found said
    need curl gpg ca-certificates
    install -d -m 0755 /etc/apt/keyrings
    said=$(curl --fail --silent --show-error --location --connect-timeout 20 --max-time 60 --retry 3 --output "$key.new" "$url" 2>&1) ||
        fail "the repository key could not be fetched from $url: ${said%%$'\n'*}$(hint "$said")"
    found=$(gpg --batch --with-colons --show-keys "$key.new" | awk -F: '$1 == "fpr" && !found++ { print $10 }')
    [[ $found == "$fingerprint" ]] || fail "the key of ${url%/*} has the fingerprint ${found:-(none)}, not $fingerprint"
    chmod 0644 "$key.new"
    mv "$key.new" "$key"
}

# Tells apt of a repository: the file of its key, the rest of the line, and the file for that line.
write_list() {
    printf 'deb [arch=%s signed-by=%s] %s\n' "$(dpkg --print-architecture)" "$1" "$2" >"$3.new"
    chmod 0644 "$3.new"
    mv "$3.new" "$3"
}

add_repository() {
    local key=/etc/apt/keyrings/docker.asc codename
    # shellcheck source=/dev/null
    codename=$(. /etc/os-release && printf '%s' "$VERSION_CODENAME")
    add_key "$REPOSITORY/gpg" "$KEY_FINGERPRINT" "$key"
    write_list "$key" "$REPOSITORY $codename stable" "$LIST"
}

# Prints the full version of a package that starts with the wanted one, after its epoch: 5:28.5.2-1~ubuntu.24.04~noble.
version_of() {
    apt-cache madison "$1" | awk -v wanted="$2" '{
        plain = $3
        sub(/^[0-9]+:/, "", plain)
        # Reads to the end: a program that writes to a closed pipe fails.
        if (!found && (wanted == "" || plain == wanted || index(plain, wanted "-") == 1)) { print $3; found = 1 }
    }'
}

# Prints the version of a package on this VM without its epoch; nothing if it is only unpacked, or removed except for its
# settings.
version_here() {
    local found
    found=$(dpkg-query --show --showformat='${db:Status-Status} ${Version}' "$1" 2>/dev/null || true)
    if [[ $found == "installed "* ]]; then
        found=${found#installed }
        printf '%s' "${found#*:}"
    fi
}

# Whether a version is acceptable.
suits() {
    [[ -n $1 ]] || return 1
    [[ -z $ENGINE_VERSION || $1 == "$ENGINE_VERSION" || $1 == "$ENGINE_VERSION"-* ]] ||
        { [[ $KEEP_NEWER == yes ]] && dpkg --compare-versions "$1" gt "$ENGINE_VERSION"; }
}

# Fails if somebody told apt on the VM not to change one of the packages after the first two arguments: a setting, and the version
# that is installed.
refuse_held() {
    local setting=$1 installed=$2 held
    held=$(dpkg-query --show --showformat='${db:Status-Want} ${Package}\n' "${@:3}" 2>/dev/null | sed -n 's/^hold //p' || true)
    [[ -z $held ]] || fail "packages are held on the VM: ${held//$'\n'/, }. Run apt-mark unhold there, or set $setting to $installed"
}

# Packages change only if other ones are requested: new certificates and settings do not undo upgrades made on the VM.
install_packages() {
    local packages=(docker-ce docker-ce-cli containerd.io) origin=$REPOSITORY order installed version
    [[ $PACKAGE_SOURCE == docker ]] || packages=(docker.io) origin="Ubuntu's repository"
    order="$PACKAGE_SOURCE $ENGINE_VERSION $KEEP_NEWER"
    installed=$(version_here "${packages[0]}")
    if [[ -n $installed && -e $STATE/packages && $(<"$STATE/packages") == "$order" ]]; then
        return
    fi
    if ! suits "$installed"; then
        refuse_held engineVersion "$installed" "${packages[@]}"
        if [[ $PACKAGE_SOURCE == docker ]]; then
            add_repository
        else
            # From an earlier run: apt would fail if the repository no longer answers.
            rm -f "$LIST"
        fi
        # From an earlier run: the new version may need another containerd.
        rm -f "$PINS"
        apt update
        version=$(version_of "${packages[0]}" "$ENGINE_VERSION")
        [[ -n $version ]] || fail "${packages[0]}${ENGINE_VERSION:+ $ENGINE_VERSION} was not found in ${origin}. Change engineVersion"
        if [[ $PACKAGE_SOURCE == docker ]]; then
            apt install --allow-downgrades "docker-ce=$version" "docker-ce-cli=$version" containerd.io
        else
            apt install --allow-downgrades "docker.io=$version"
        fi
    fi
    mkdir -p "$STATE"
    printf '%s\n' "$order" >"$STATE/packages"
}
