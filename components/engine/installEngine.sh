# Installs the Docker engine and has it listen with mutual TLS. Runs on the VM, as root, by the CustomScript extension; may
# run again at any time, and changes nothing then that is right already. The variables are assigned before this text:
#
# PACKAGE_SOURCE              docker (Docker's apt repository or a mirror of it) or ubuntu (the distribution's docker.io)
# REPOSITORY, KEY_FINGERPRINT Docker's repository, and the fingerprint of the key that signs it
# ENGINE_VERSION              for example 28.5.2; empty takes the newest
# KEEP_NEWER                  yes if a newer version that is there already will do, else no
# CA_PEM, CERT_PEM, KEY_PEM   the daemon's certificates
# DAEMON_JSON                 the content of daemon.json
# SECCOMP_PROFILE             the content of the seccomp profile that daemon.json names; empty if it names none
# DATA_ROOT                   the data-root that daemon.json names, as systemd reads it; empty if it names none
# DAEMON_FLAGS                further flags of dockerd, as systemd reads them

set -Eeuo pipefail
umask 077
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

readonly LOCK_PATIENCE_SECONDS=900
readonly FETCH_PATIENCE_SECONDS=180
readonly CLOCK_PATIENCE_SECONDS=600
readonly START_PATIENCE_SECONDS=60
readonly ANSWER_PATIENCE_SECONDS=30
readonly LIST=/etc/apt/sources.list.d/docker.list
readonly SETTINGS=/etc/docker
readonly DROP_IN=/etc/systemd/system/docker.service.d/docker-host-vm.conf
readonly CONTAINERD_DROP_IN=/etc/systemd/system/containerd.service.d/docker-host-vm.conf
readonly STATE=/var/lib/docker-host-vm
readonly PROBE=docker-host-vm-probe
readonly STAGE=$STATE/stage
readonly BACKUP=$STATE/backup

# What the extension reports of a failure is the end of standard error.
fail() {
    printf 'docker-host-vm: %s\n' "$*" >&2
    exit 1
}
trap 'fail "line $LINENO failed: $BASH_COMMAND"' ERR
trap 'rm -rf "$STAGE" "$BACKUP.new"' EXIT

note() {
    printf 'docker-host-vm: %s\n' "$*"
}

# What to look for when somebody's words say that nothing answers.
hint() {
    case $1 in
    *[Cc]"ould not resolve"* | *"failure resolving"* | *[Cc]"ould not connect"* | *"onnect to server"* | *"Unable to connect"* | *"imed out"* | *"unreachable"*)
        printf '%s' '. Has the VM a way out to the Internet? New networks of Azure have no default outbound access: a VM without a public address needs a NAT gateway'
        ;;
    esac
}

# cloud-init and unattended upgrades hold apt's locks in the first minutes of a VM; "update" does not wait by itself. With
# lists that it could not fetch it would go on with those it had, and end well.
apt() {
    local lock_deadline=$((SECONDS + LOCK_PATIENCE_SECONDS)) fetch_deadline=$((SECONDS + FETCH_PATIENCE_SECONDS)) said
    until said=$(umask 022 && apt-get -q -y -o "DPkg::Lock::Timeout=$LOCK_PATIENCE_SECONDS" -o APT::Update::Error-Mode=any "$@" 2>&1); do
        case $said in
        *"Could not get lock"* | *"Unable to lock"* | *"Unable to acquire"*)
            ((SECONDS < lock_deadline)) || fail "apt's lock was held for $LOCK_PATIENCE_SECONDS seconds: $(tail -n 2 <<<"$said")"
            ;;
        *"dpkg was interrupted"*)
            ((SECONDS < lock_deadline)) || fail "dpkg --configure -a failed: it was interrupted again for $LOCK_PATIENCE_SECONDS seconds"
            (umask 022 && dpkg --configure -a) </dev/null >/dev/null || fail "dpkg --configure -a failed"
            ;;
        *"Some index files failed to download"* | *"Unable to fetch some archives"*)
            said=$(sed -n 's/^[EW]: Failed to fetch //p' <<<"$said")
            ((SECONDS < fetch_deadline)) || fail "packages or their lists could not be fetched: $said$(hint "$said")"
            ;;
        *) fail "apt-get $1 failed: $(tail -n 5 <<<"$said")$(hint "$said")" ;;
        esac
        sleep 5
    done
}

# Installs what this script calls and a small image of one's own may lack.
need() {
    local missing=() package
    for package; do
        case $package in
        ca-certificates) [[ -s /etc/ssl/certs/ca-certificates.crt ]] ;;
        *) command -v "$package" >/dev/null ;;
        esac || missing+=("$package")
    done
    if ((${#missing[@]} > 0)); then
        apt update
        apt install --no-install-recommends "${missing[@]}"
    fi
}

add_repository() {
    local key=/etc/apt/keyrings/docker.asc found codename said
    # shellcheck source=/dev/null
    codename=$(. /etc/os-release && printf '%s' "$VERSION_CODENAME")
    need curl gpg ca-certificates
    install -d -m 0755 /etc/apt/keyrings
    said=$(curl --fail --silent --show-error --location --connect-timeout 20 --max-time 60 --retry 3 --output "$key.new" "$REPOSITORY/gpg" 2>&1) ||
        fail "the repository's key could not be fetched from $REPOSITORY/gpg: ${said%%$'\n'*}$(hint "$said")"
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

# The version of a package on this VM without its epoch; nothing if it is unpacked only, or removed but for its settings.
version_here() {
    local found
    found=$(dpkg-query --show --showformat='${db:Status-Status} ${Version}' "$1" 2>/dev/null || true)
    if [[ $found == "installed "* ]]; then
        found=${found#installed }
        printf '%s' "${found#*:}"
    fi
}

# Whether a version will do.
suits() {
    [[ -n $1 ]] || return 1
    [[ -z $ENGINE_VERSION || $1 == "$ENGINE_VERSION" || $1 == "$ENGINE_VERSION"-* ]] ||
        { [[ $KEEP_NEWER == yes ]] && dpkg --compare-versions "$1" gt "$ENGINE_VERSION"; }
}

# Only another order touches packages: new certificates and settings leave alone what was upgraded on the VM since.
install_packages() {
    local packages=(docker-ce docker-ce-cli containerd.io) origin=$REPOSITORY order installed version held
    [[ $PACKAGE_SOURCE == docker ]] || packages=(docker.io) origin="Ubuntu's repository"
    order="$PACKAGE_SOURCE $ENGINE_VERSION $KEEP_NEWER"
    installed=$(version_here "${packages[0]}")
    if [[ -n $installed && -e $STATE/packages && $(<"$STATE/packages") == "$order" ]]; then
        return
    fi
    if ! suits "$installed"; then
        held=$(dpkg-query --show --showformat='${db:Status-Want} ${Package}\n' "${packages[@]}" 2>/dev/null | sed -n 's/^hold //p' || true)
        [[ -z $held ]] || fail "packages are held on the VM: ${held//$'\n'/, }; run apt-mark unhold there, or set engineVersion to $installed"
        if [[ $PACKAGE_SOURCE == docker ]]; then
            add_repository
        else
            # Of an earlier run: apt would fail if it does not answer any more.
            rm -f "$LIST"
        fi
        apt update
        version=$(version_of "${packages[0]}")
        [[ -n $version ]] || fail "there is no ${packages[0]}${ENGINE_VERSION:+ $ENGINE_VERSION} in ${origin}; change engineVersion"
        if [[ $PACKAGE_SOURCE == docker ]]; then
            apt install --allow-downgrades "docker-ce=$version" "docker-ce-cli=$version" containerd.io
        else
            apt install --allow-downgrades "docker.io=$version"
        fi
    fi
    mkdir -p "$STATE"
    printf '%s\n' "$order" >"$STATE/packages"
}

# Writes what the daemon is to have beside its place, so that a run that is interrupted here changes nothing.
stage() {
    local daemon containerd
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
    if [[ -n $DATA_ROOT ]]; then
        # Since version 29 the engine has its images in containerd's own folder, which data-root does not move.
        containerd=$(command -v containerd) || fail "there is no containerd after the installation"
        printf '[Service]\nExecStart=\nExecStart=%s --root=%s/containerd\n' "$containerd" "$DATA_ROOT" >"$STAGE/containerd.conf"
    else
        printf '# There is no dataRoot: containerd has its own.\n' >"$STAGE/containerd.conf"
    fi
}

# The clock of the machine that issued a certificate may be some minutes ahead of the VM's.
check_certificates() {
    local deadline=$((SECONDS + CLOCK_PATIENCE_SECONDS)) said
    [[ $(openssl x509 -noout -pubkey -in "$STAGE/cert.pem") == "$(openssl pkey -pubout -in "$STAGE/key.pem")" ]] ||
        fail "the certificate is not that of the private key"
    until said=$(openssl verify -CAfile "$STAGE/ca.pem" "$STAGE/cert.pem" 2>&1); do
        case $said in
        *"not yet valid"*)
            ((SECONDS < deadline)) || fail "the certificates are not yet valid: on this VM it is $(date --utc), and they begin at $(openssl x509 -noout -startdate -in "$STAGE/cert.pem" | cut -d = -f 2)"
            sleep 5
            ;;
        *"has expired"*) fail "the certificates have expired: on this VM it is $(date --utc): $said" ;;
        *) fail "the certificate is not signed by the authority: $said" ;;
        esac
    done
}

# The files and their modes: name in the stage, mode, place.
each_file() {
    "$1" ca.pem 0444 "$SETTINGS/ca.pem"
    "$1" cert.pem 0444 "$SETTINGS/cert.pem"
    "$1" key.pem 0400 "$SETTINGS/key.pem"
    [[ -z $SECCOMP_PROFILE ]] || "$1" seccomp.json 0644 "$SETTINGS/seccomp.json"
    "$1" daemon.json 0644 "$SETTINGS/daemon.json"
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

# The client passes a signal on to a container and waits for its end.
engine() {
    timeout --kill-after=5 "$ANSWER_PATIENCE_SECONDS" docker --host unix:///var/run/docker.sock "$@"
}

restart() {
    local deadline=$((SECONDS + START_PATIENCE_SECONDS))
    # systemd refuses a fourth start within a minute, unless it is told to forget the others.
    systemctl reset-failed docker 2>/dev/null || true
    systemctl daemon-reload || return 1
    # Containers go on without it.
    [[ ! -e $CONTAINERD_DROP_IN ]] || systemctl restart containerd || return 1
    systemctl restart docker || return 1
    until engine version >/dev/null 2>&1; do
        ((SECONDS < deadline)) && systemctl is-active --quiet docker || return 1
        sleep 1
    done
}

why() {
    journalctl --unit docker --no-pager --lines 8 --output cat 2>/dev/null || true
}

remove_probe() {
    { engine rm --force "$PROBE" && engine image rm --force "$PROBE"; } >/dev/null 2>&1 || true
}

# Runs a program of the VM's in a container, of an image that is made here: there may be no registry. Says why it failed.
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
    # A plugin that forbids it says nothing about containers that it allows.
    0,* | *"authorization denied by plugin"*) ;;
    124,* | 137,*) printf 'it did not end within %s seconds' "$ANSWER_PATIENCE_SECONDS" && return 1 ;;
    *) tail -n 3 <<<"$said" && return 1 ;;
    esac
}

# The daemon runs with the new files. A daemon.json that this script did not leave is somebody else's.
settle() {
    local former=$BACKUP/daemon.json
    if [[ -e $former ]] && ! cmp -s "$former" "$STATE/daemon.json" && ! cmp -s "$former" "$STAGE/daemon.json"; then
        cp --preserve --backup=numbered "$former" "$SETTINGS/daemon.json.saved"
        note "$SETTINGS/daemon.json was not as this script leaves it, and is backed up as $SETTINGS/daemon.json.saved"
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
    # What kept containers from starting before is not the new settings' fault, and must not keep new certificates away.
    if [[ ! -d $BACKUP ]] && systemctl is-active --quiet docker; then
        trouble=$(start_container) || note "no container starts, before any change: $trouble"
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
    fail "the daemon runs with the earlier settings; $reason"
}

need openssl
install_packages
stage
check_certificates
apply_settings
systemctl enable --quiet docker
note "$(dockerd --version) listens with mutual TLS"
