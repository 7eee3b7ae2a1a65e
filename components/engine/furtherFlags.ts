/** The type of a dockerd flag's value, which follows an equals sign; a switch needs none. */
type FlagValue = "switch" | "number" | "text";

interface Flag {
    readonly value: FlagValue;
    /** Why it is rejected, as a clause. */
    readonly refused?: string;
    /** How it weakens the host, as listed in docs/security.md. */
    readonly weakens?: string;
}

const OWN = "this package sets it";
const ENDS = "the daemon would print information and exit";
const LISTENS = "it opens a port without certificates";
const MOVES = "the system service, the client on the host and this package rely on its default";
const FILTERS = "only its firewall rules isolate the ports and networks of containers";

/** Allowed flags, from a string of names separated by spaces. */
const allowed = (value: FlagValue, names: string): Record<string, Flag> =>
    Object.fromEntries(names.split(/\s+/).map((name) => [name, { value }]));
const refused = (value: FlagValue, why: string): Flag => ({ value, refused: why });
const weak = (value: FlagValue, what: string): Flag => ({ value, weakens: what });

/**
 * Every dockerd flag without a daemon setting, by its long name: moby's daemon/command/config.go, config_unix.go and
 * options.go, v29. dockerd does not start with unknown flags or abbreviations.
 */
export const DOCKERD_FLAGS: Readonly<Record<string, Flag>> = {
    host: refused("text", OWN),
    tls: refused("switch", OWN),
    tlsverify: refused("switch", OWN),
    tlscacert: refused("text", OWN),
    tlscert: refused("text", OWN),
    tlskey: refused("text", OWN),
    "config-file": refused("text", OWN),
    help: refused("switch", ENDS),
    version: refused("switch", ENDS),
    validate: refused("switch", ENDS),
    "metrics-addr": refused("text", LISTENS),
    "network-diagnostic-port": refused("number", LISTENS),
    "cri-containerd": refused("switch", LISTENS),
    group: refused("text", "members of that group need no certificate"),
    pidfile: refused("text", MOVES),
    "exec-root": refused("text", MOVES),
    containerd: refused("text", MOVES),
    "containerd-namespace": refused("text", MOVES),
    "containerd-plugins-namespace": refused("text", MOVES),
    rootless: refused("switch", MOVES),
    iptables: refused("switch", FILTERS),
    ip6tables: refused("switch", FILTERS),
    "allow-direct-routing": weak("switch", "ports of containers can be reached by routing, whether published or not"),
    "bridge-accept-fwmark": weak("text", "packets with that mark enter bridge networks"),
    "default-cgroupns-mode": weak("text", "`host`: containers see the host's control groups"),
    "default-ipc-mode": weak("text", "`shareable`: containers can share their memory with others"),
    "default-network-opt": weak("text", "a network's gateway mode can let its containers be reached by routing"),
    experimental: weak("switch", "features that Docker considers experimental"),
    "ip-forward-no-drop": weak("switch", "the host forwards packets between its networks, containers or not"),
    "nri-opts": weak("text", "plugins on the host can change every container"),
    ...allowed("switch", `debug init ip-forward ip-masq ipv6 raw-logs restart`),
    ...allowed(
        "number",
        `cpu-rt-period cpu-rt-runtime default-stop-timeout max-concurrent-downloads max-concurrent-uploads
        max-download-attempts mtu network-control-plane-mtu shutdown-timeout`,
    ),
    ...allowed(
        "text",
        `add-runtime bip bip6 bridge cdi-spec-dir cgroup-parent default-address-pool default-gateway
        default-gateway-v6 default-runtime default-shm-size dns dns-opt dns-search exec-opt feature
        firewall-backend fixed-cidr fixed-cidr-v6 host-gateway-ip http-proxy https-proxy init-path ip
        log-format log-level no-proxy node-generic-resource storage-opt swarm-default-advertise-addr
        userland-proxy-path`,
    ),
};

/** Single-letter flags. dockerd also reads several letters after one hyphen as flags: `-DHtcp://...` listens. */
const SHORT: Readonly<Record<string, string>> = {
    b: "bridge",
    D: "debug",
    G: "group",
    H: "host",
    h: "help",
    l: "log-level",
    p: "pidfile",
    r: "restart",
    s: "storage-driver",
    v: "version",
};

/** A flag's long name, and its value after an equals sign, if any. */
export interface GivenFlag {
    readonly name: string;
    readonly value: string | undefined;
}

/** Parses a flag of one or two hyphens and a name, without spaces; undefined for any other text. */
export function parseFlag(text: string): GivenFlag | undefined {
    const parts = /^(?:-(?<letter>[A-Za-z])|--(?<name>[A-Za-z][A-Za-z0-9-]*))(?:=(?<value>\S*))?$/.exec(text)?.groups;
    const { letter, name, value } = parts ?? {};
    const long = letter === undefined ? name : SHORT[letter];
    return long === undefined ? undefined : { name: long, value };
}

/** Checks the value of a flag: returns what dockerd expects, or undefined for a valid value. */
export function wrongValue(kind: FlagValue, value: string | undefined): string | undefined {
    switch (kind) {
        case "switch":
            return value === undefined || /^(true|false)$/.test(value) ? undefined : "no value, true or false";
        case "number":
            return /^-?\d+$/.test(value ?? "") ? undefined : "a whole number after an equals sign";
        case "text":
            return value === undefined || value === "" ? "a value after an equals sign" : undefined;
    }
}
