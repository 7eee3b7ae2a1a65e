# Installs the Docker engine and makes it listen with mutual TLS. The CustomScript extension runs this on the VM as root. It can
# run again at any time and then changes nothing that is correct already. The text before this one assigns the variables:
#
# PACKAGE_SOURCE              docker (Docker's apt repository or a mirror of it) or ubuntu (the distribution's docker.io)
# REPOSITORY, KEY_FINGERPRINT Docker's repository, and the fingerprint of the key that signs it
# ENGINE_VERSION              for example 28.5.2; empty for the latest
# KEEP_NEWER                  yes to keep a newer version that is already installed, otherwise no
# CA_PEM                      the issuers of the clients that the daemon accepts
# CERT_PEM, KEY_PEM           the daemon's own certificate and its key
# DAEMON_JSON                 the content of daemon.json
# SECCOMP_PROFILE             the content of the seccomp profile that daemon.json names; empty if it names none
# DATA_ROOT                   the data-root that daemon.json names, as systemd reads it; empty if it names none
# DAEMON_FLAGS                additional flags of dockerd, as systemd reads them

set -Eeuo pipefail
umask 077
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

readonly LOCK_TIMEOUT_SECONDS=900
readonly FETCH_TIMEOUT_SECONDS=180
readonly CLOCK_TIMEOUT_SECONDS=600
readonly START_TIMEOUT_SECONDS=60
readonly ANSWER_TIMEOUT_SECONDS=30
readonly LIST=/etc/apt/sources.list.d/docker.list
readonly SETTINGS=/etc/docker
readonly DROP_IN=/etc/systemd/system/docker.service.d/docker-host-vm.conf
readonly CONTAINERD_DROP_IN=/etc/systemd/system/containerd.service.d/docker-host-vm.conf
readonly STATE=/var/lib/docker-host-vm
readonly PROBE=docker-host-vm-probe
readonly STAGE=$STATE/stage
readonly BACKUP=$STATE/backup

# When the script fails, the extension reports the end of standard error.
fail() {
    printf 'docker-host-vm: %s\n' "$*" >&2
    exit 1
}
trap 'fail "line $LINENO failed: $BASH_COMMAND"' ERR
trap 'rm -rf "$STAGE" "$BACKUP.new"' EXIT

note() {
    printf 'docker-host-vm: %s\n' "$*"
}

# Adds advice if a program's message says that nothing answers.
hint() {
    case $1 in
    *[Cc]"ould not resolve"* | *"failure resolving"* | *[Cc]"ould not connect"* | *"onnect to server"* | *"Unable to connect"* | *"imed out"* | *"unreachable"*)
        printf '%s' '. Does the VM have outbound Internet access? New Azure networks have no default outbound access: a VM without a public address needs a NAT gateway'
        ;;
    esac
}

# cloud-init and unattended-upgrades hold apt's locks in the first minutes of a VM, and "update" does not wait for them. By
# default it also succeeds with outdated lists if it cannot fetch new ones.
apt() {
    local lock_deadline=$((SECONDS + LOCK_TIMEOUT_SECONDS)) fetch_deadline=$((SECONDS + FETCH_TIMEOUT_SECONDS)) said
    until said=$(umask 022 && apt-get -q -y -o "DPkg::Lock::Timeout=$LOCK_TIMEOUT_SECONDS" -o APT::Update::Error-Mode=any "$@" 2>&1); do
        case $said in
        *"Could not get lock"* | *"Unable to lock"* | *"Unable to acquire"*)
            ((SECONDS < lock_deadline)) || fail "another process held apt's lock for $LOCK_TIMEOUT_SECONDS seconds: $(tail -n 2 <<<"$said")"
            ;;
        *"dpkg was interrupted"*)
            ((SECONDS < lock_deadline)) || fail "dpkg --configure -a failed: dpkg kept being interrupted for $LOCK_TIMEOUT_SECONDS seconds"
            (umask 022 && dpkg --configure -a) </dev/null >/dev/null || fail "dpkg --configure -a failed"
            ;;
        *"Some index files failed to download"* | *"Unable to fetch some archives"*)
            said=$(sed -n 's/^[EW]: Failed to fetch //p' <<<"$said")
            ((SECONDS < fetch_deadline)) || fail "packages or package lists could not be fetched: $said$(hint "$said")"
            ;;
        *) fail "apt-get $1 failed: $(tail -n 5 <<<"$said")$(hint "$said")" ;;
        esac
        sleep 5
    done
}

# Installs programs that this script calls and a minimal custom image may lack.
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
        fail "the repository key could not be fetched from $REPOSITORY/gpg: ${said%%$'\n'*}$(hint "$said")"
    found=$(gpg --batch --with-colons --show-keys "$key.new" | awk -F: '$1 == "fpr" && !found++ { print $10 }')
    [[ $found == "$KEY_FINGERPRINT" ]] || fail "the key of $REPOSITORY has the fingerprint ${found:-(none)}, not $KEY_FINGERPRINT"
    chmod 0644 "$key.new"
    mv "$key.new" "$key"
    printf 'deb [arch=%s signed-by=%s] %s %s stable\n' "$(dpkg --print-architecture)" "$key" "$REPOSITORY" "$codename" >"$LIST.new"
    chmod 0644 "$LIST.new"
    mv "$LIST.new" "$LIST"
}

# Prints the full version of a package that starts with the wanted one, after its epoch: 5:28.5.2-1~ubuntu.24.04~noble.
version_of() {
    apt-cache madison "$1" | awk -v wanted="$ENGINE_VERSION" '{
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

# Packages change only if other ones are requested: new certificates and settings do not undo upgrades made on the VM.
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
        [[ -z $held ]] || fail "packages are held on the VM: ${held//$'\n'/, }. Run apt-mark unhold there, or set engineVersion to $installed"
        if [[ $PACKAGE_SOURCE == docker ]]; then
            add_repository
        else
            # From an earlier run: apt would fail if the repository no longer answers.
            rm -f "$LIST"
        fi
        apt update
        version=$(version_of "${packages[0]}")
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

# Writes the daemon's new files to a separate folder, so that an interruption here changes nothing.
stage() {
    local daemon containerd
    daemon=$(command -v dockerd) || fail "dockerd is missing after the installation"
    rm -rf "$STAGE"
    mkdir -p "$STAGE"
    printf '%s' "$CA_PEM" >"$STAGE/ca.pem"
    printf '%s' "$CERT_PEM" >"$STAGE/cert.pem"
    printf '%s' "$KEY_PEM" >"$STAGE/key.pem"
    printf '%s\n' "$DAEMON_JSON" >"$STAGE/daemon.json"
    printf '%s\n' "$SECCOMP_PROFILE" >"$STAGE/seccomp.json"
    # daemon.json sets the hosts, which dockerd rejects together with the unit's own -H.
    printf '[Service]\nExecStart=\nExecStart=%s --containerd=/run/containerd/containerd.sock%s\n' \
        "$daemon" "${DAEMON_FLAGS:+ $DAEMON_FLAGS}" >"$STAGE/drop-in.conf"
    if [[ -n $DATA_ROOT ]]; then
        # Since version 29 the engine stores images in containerd's folder, which data-root does not move.
        containerd=$(command -v containerd) || fail "containerd is missing after the installation"
        printf '[Service]\nExecStart=\nExecStart=%s --root=%s/containerd\n' "$containerd" "$DATA_ROOT" >"$STAGE/containerd.conf"
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

# The client forwards a signal to the container and waits for it to end.
engine() {
    timeout --kill-after=5 "$ANSWER_TIMEOUT_SECONDS" docker --host unix:///var/run/docker.sock "$@"
}

restart() {
    local deadline=$((SECONDS + START_TIMEOUT_SECONDS))
    # systemd refuses a fourth start within a minute unless its counter is reset.
    systemctl reset-failed docker 2>/dev/null || true
    systemctl daemon-reload || return 1
    # Containers keep running without it.
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

# Runs one of the VM's programs in a container. The image is created here, because there may be no registry. Prints why it
# failed.
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
    # A plugin that denies this container may allow others.
    0,* | *"authorization denied by plugin"*) ;;
    124,* | 137,*) printf 'it did not finish within %s seconds' "$ANSWER_TIMEOUT_SECONDS" && return 1 ;;
    *) tail -n 3 <<<"$said" && return 1 ;;
    esac
}

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

need openssl
install_packages
stage
check_certificates
apply_settings
systemctl enable --quiet docker
note "$(dockerd --version) listens with mutual TLS"
