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
        nftables) command -v nft >/dev/null ;;
        ubuntu-drivers-common) command -v ubuntu-drivers >/dev/null ;;
        *) command -v "$package" >/dev/null ;;
        esac || missing+=("$package")
    done
    if ((${#missing[@]} > 0)); then
        apt update
        apt install --no-install-recommends "${missing[@]}"
    fi
}
