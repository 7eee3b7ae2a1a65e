# Prints rules for what the CIS Docker Benchmark lists under 1.1.3 to 1.1.18. The kernel takes none for folders that are missing.
audit_rules() {
    local path service
    service=$(systemctl show --property FragmentPath --value docker.service)
    for path in /run/containerd /var/lib/docker "${DATA_ROOT//%%/%}"; do
        [[ ! -d $path ]] || printf -- '-a always,exit -F path=%s -F perm=war -k docker\n' "$path"
    done
    for path in /etc/docker /etc/docker/daemon.json /etc/default/docker /etc/containerd/config.toml /etc/sysconfig/docker \
        "$service" "${service%.service}.socket" /run/containerd/containerd.sock \
        "$(command -v dockerd)" /usr/bin/{containerd,containerd-shim,containerd-shim-runc-v1,containerd-shim-runc-v2,runc}; do
        [[ ! -e $path ]] || printf -- '-w %s -k docker\n' "$path"
    done
}

# Makes the kernel record who uses Docker's programs and changes its files. Without the preset, removes its earlier rules; auditd
# stays.
audit() {
    local said
    if [[ $AUDIT == yes ]]; then
        if [[ -z $(version_here auditd) ]]; then
            apt update
            apt install --no-install-recommends auditd
        fi
        audit_rules >"$AUDIT_RULES.new"
        mv "$AUDIT_RULES.new" "$AUDIT_RULES"
    elif [[ -e $AUDIT_RULES ]]; then
        rm "$AUDIT_RULES"
    else
        return 0
    fi
    said=$(augenrules --load 2>&1) || fail "auditd does not load the rules for Docker's files: $(tail -n 3 <<<"$said")"
}
