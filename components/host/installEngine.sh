# Installs the Docker engine and has it listen with mutual TLS. Runs on the VM, as root, by the CustomScript extension; may
# run again at any time, and changes nothing then that is right already. The variables are assigned before this text:
#
# PACKAGE_SOURCE              docker (Docker's apt repository or a mirror of it) or ubuntu (the distribution's docker.io)
# REPOSITORY, KEY_FINGERPRINT Docker's repository, and the fingerprint of the key that signs it
# ENGINE_VERSION              for example 28.5.2; empty takes the newest
# CA_PEM, CERT_PEM, KEY_PEM   the daemon's certificates
# DAEMON_JSON                 the content of daemon.json
# SECCOMP_PROFILE             the content of the seccomp profile that daemon.json names; empty if it names none
# DAEMON_FLAGS                further flags of dockerd, as systemd reads them

set -Eeuo pipefail
umask 077
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

readonly LOCK_PATIENCE_SECONDS=900
readonly START_PATIENCE_SECONDS=60
readonly LIST=/etc/apt/sources.list.d/docker.list
readonly SETTINGS=/etc/docker
readonly DROP_IN=/etc/systemd/system/docker.service.d/docker-host-vm.conf
readonly STAGE=/var/lib/docker-host-vm/stage
readonly BACKUP=/var/lib/docker-host-vm/backup

# What the extension reports of a failure is the end of standard error.
fail() {
    printf 'docker-host-vm: %s\n' "$*" >&2
    exit 1
}
trap 'fail "line $LINENO failed: $BASH_COMMAND"' ERR
trap 'rm -rf "$STAGE" "$BACKUP.new"' EXIT

# cloud-init and unattended upgrades hold apt's locks in the first minutes of a VM; "update" does not wait by itself.
apt() {
    local deadline=$((SECONDS + LOCK_PATIENCE_SECONDS)) said
    until said=$(umask 022 && apt-get -q -y -o "DPkg::Lock::Timeout=$LOCK_PATIENCE_SECONDS" "$@" 2>&1); do
        case $said in
        *"Could not get lock"* | *"Unable to lock"* | *"Unable to acquire"*) ;;
        *"dpkg was interrupted"*) (umask 022 && dpkg --configure -a) </dev/null >/dev/null || fail "dpkg --configure -a failed" ;;
        *) fail "apt-get $1 failed: $(tail -n 5 <<<"$said")" ;;
        esac
        ((SECONDS < deadline)) || fail "apt's lock was held for $LOCK_PATIENCE_SECONDS seconds: $(tail -n 2 <<<"$said")"
        sleep 5
    done
}

add_repository() {
    local key=/etc/apt/keyrings/docker.asc found codename
    # shellcheck source=/dev/null
    codename=$(. /etc/os-release && printf '%s' "$VERSION_CODENAME")
    install -d -m 0755 /etc/apt/keyrings
    curl --fail --silent --show-error --location --connect-timeout 20 --max-time 60 --retry 3 --output "$key.new" "$REPOSITORY/gpg" ||
        fail "the repository's key could not be fetched from $REPOSITORY/gpg"
    found=$(gpg --batch --with-colons --show-keys "$key.new" | awk -F: '$1 == "fpr" && !found++ { print $10 }')
    [[ $found == "$KEY_FINGERPRINT" ]] || fail "the key of $REPOSITORY has the fingerprint ${found:-(none)}, not $KEY_FINGERPRINT"
    chmod 0644 "$key.new"
    mv "$key.new" "$key"
    printf 'deb [arch=%s signed-by=%s] %s %s stable\n' "$(dpkg --print-architecture)" "$key" "$REPOSITORY" "$codename" >"$LIST.new"
    chmod 0644 "$LIST.new"
    mv "$LIST.new" "$LIST"
}

# The full version of a package that begins with the wanted one, behind an epoch: 5:28.5.2-1~ubuntu.24.04~noble.
version_of() {
    apt-cache madison "$1" | awk -v wanted="$ENGINE_VERSION" '{
        plain = $3
        sub(/^[0-9]+:/, "", plain)
        # Read to the end: what writes into a closed pipe fails.
        if (!found && (wanted == "" || plain == wanted || index(plain, wanted "-") == 1)) { print $3; found = 1 }
    }'
}

install_packages() {
    local package=docker-ce origin=$REPOSITORY version installed
    [[ $PACKAGE_SOURCE == docker ]] || package=docker.io origin="Ubuntu's repository"
    # A package that is unpacked only, or removed but for its settings, has a version as well.
    installed=$(dpkg-query --show --showformat='${db:Status-Status} ${Version}' "$package" 2>/dev/null || true)
    [[ $installed == "installed "* ]] || installed=''
    installed=${installed#installed }
    installed=${installed#*:}
    if [[ -n $installed && (-z $ENGINE_VERSION || $installed == "$ENGINE_VERSION" || $installed == "$ENGINE_VERSION"-*) ]]; then
        return
    fi
    if [[ $PACKAGE_SOURCE == docker ]]; then
        add_repository
    else
        # Of an earlier run: apt would fail if it does not answer any more.
        rm -f "$LIST"
    fi
    apt update
    version=$(version_of "$package")
    [[ -n $version ]] || fail "there is no $package${ENGINE_VERSION:+ $ENGINE_VERSION} in ${origin}; change engineVersion"
    if [[ $PACKAGE_SOURCE == docker ]]; then
        apt install --allow-downgrades "docker-ce=$version" "docker-ce-cli=$version" containerd.io
    else
        apt install --allow-downgrades "docker.io=$version"
    fi
}

# Writes what the daemon is to have beside its place, so that a run that is interrupted here changes nothing.
stage() {
    local daemon
    daemon=$(command -v dockerd) || fail "there is no dockerd after the installation"
    rm -rf "$STAGE"
    mkdir -p "$STAGE"
    printf '%s' "$CA_PEM" >"$STAGE/ca.pem"
    printf '%s' "$CERT_PEM" >"$STAGE/cert.pem"
    printf '%s' "$KEY_PEM" >"$STAGE/key.pem"
    printf '%s\n' "$DAEMON_JSON" >"$STAGE/daemon.json"
    printf '%s\n' "$SECCOMP_PROFILE" >"$STAGE/seccomp.json"
    # daemon.json names the hosts, which dockerd refuses together with the unit's own -H.
    printf '[Service]\nExecStart=\nExecStart=%s --containerd=/run/containerd/containerd.sock%s\n' \
        "$daemon" "${DAEMON_FLAGS:+ $DAEMON_FLAGS}" >"$STAGE/drop-in.conf"
    [[ $(openssl x509 -noout -pubkey -in "$STAGE/cert.pem") == "$(openssl pkey -pubout -in "$STAGE/key.pem")" ]] ||
        fail "the certificate is not that of the private key"
    openssl verify -CAfile "$STAGE/ca.pem" "$STAGE/cert.pem" >/dev/null || fail "the certificate is not signed by the authority"
}

# The files and their modes: name in the stage, mode, place.
each_file() {
    "$1" ca.pem 0444 "$SETTINGS/ca.pem"
    "$1" cert.pem 0444 "$SETTINGS/cert.pem"
    "$1" key.pem 0400 "$SETTINGS/key.pem"
    [[ -z $SECCOMP_PROFILE ]] || "$1" seccomp.json 0644 "$SETTINGS/seccomp.json"
    "$1" daemon.json 0644 "$SETTINGS/daemon.json"
    "$1" drop-in.conf 0644 "$DROP_IN"
}

differs() {
    cmp -s "$STAGE/$1" "$3" && [[ $(stat -c %a "$3") == "${2#0}" ]] || changed=yes
}

keep_old() {
    if [[ -e $3 ]]; then
        cp -p "$3" "$BACKUP.new/$1"
    fi
}

# The files that the daemon last ran with are kept until it runs with the new ones. If there are such files already, an
# earlier run was interrupted: they are still the right ones, and the daemon may have read none of those in place.
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

restart() {
    # systemd refuses a fourth start within a minute, unless it is told to forget the others.
    systemctl reset-failed docker 2>/dev/null || true
    systemctl daemon-reload && systemctl restart docker || return 1
    local deadline=$((SECONDS + START_PATIENCE_SECONDS))
    until docker --host unix:///var/run/docker.sock version >/dev/null 2>&1; do
        ((SECONDS < deadline)) && systemctl is-active --quiet docker || return 1
        sleep 1
    done
}

why() {
    journalctl --unit docker --no-pager --lines 8 --output cat 2>/dev/null || true
}

apply_settings() {
    local changed=no reason
    each_file differs
    if [[ $changed == no && ! -d $BACKUP ]] && systemctl is-active --quiet docker; then
        return
    fi
    keep_all_old
    install -d -m 0755 "$SETTINGS"
    each_file put_new
    if restart; then
        rm -rf "$BACKUP"
        return
    fi
    reason=$(why)
    each_file put_back
    restart || fail "the daemon does not start with the new settings, nor with the earlier ones: $reason"
    rm -rf "$BACKUP"
    fail "the daemon does not start with the new settings and runs with the earlier ones: $reason"
}

install_packages
stage
apply_settings
systemctl enable --quiet docker
printf 'docker-host-vm: %s listens with mutual TLS\n' "$(dockerd --version)"
