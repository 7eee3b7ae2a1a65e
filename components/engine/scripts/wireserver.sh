# Keeps containers away from Azure's WireServer, where the VM's agent fetches the protected settings: forwarded packets cannot open
# a connection to its ports. DNS at the same address, the host's own traffic, and answers to a load balancer's probes, which have
# the same address, pass. Docker, ufw, firewalld and iptables leave this table alone, because it is none of theirs.
keep_from_wireserver() {
    local name=docker-host-vm-wireserver rules=$STATE/wireserver.nft
    local unit=/etc/systemd/system/$name.service
    need nftables
    cat >"$rules.new" <<'NFT'
table ip docker-host-vm
delete table ip docker-host-vm
table ip docker-host-vm {
    chain forward {
        type filter hook forward priority filter; policy accept;
        ip daddr 168.63.129.16 tcp dport { 80, 32526 } tcp flags & (syn | ack) == syn counter drop
    }
}
NFT
    mv "$rules.new" "$rules"
    # Runs before each start of the daemon, without which there are no containers. If it fails, the daemon starts nevertheless:
    # whoever cannot reach the daemon could not repair the host either.
    printf '%s\n' '[Unit]' "Description=Keep containers away from Azure's WireServer" 'Before=docker.service' '' \
        '[Service]' 'Type=oneshot' "ExecStart=$(command -v nft) --file $rules" '' \
        '[Install]' 'WantedBy=docker.service' >"$unit.new"
    chmod 0644 "$unit.new"
    mv "$unit.new" "$unit"
    systemctl daemon-reload
    systemctl enable --quiet "$name.service"
    systemctl start "$name.service" 2>/dev/null || fail "containers could not be kept away from Azure's WireServer: $(why "$name")"
}
