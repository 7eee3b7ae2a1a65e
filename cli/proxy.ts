import { BlockList, isIP } from "node:net";

/** The proxies in an environment as the Docker client reads them: https://pkg.go.dev/golang.org/x/net/http/httpproxy. */

/** The first of several environment variables that has a value. */
function setting(env: NodeJS.ProcessEnv, ...names: readonly string[]): { name: string; value: string } | undefined {
    const name = names.find((each) => (env[each] ?? "") !== "");
    return name === undefined ? undefined : { name, value: env[name] ?? "" };
}

/**
 * The proxy that the Docker client uses for a host with TLS, as `name:port` without a password; undefined if it connects
 * directly.
 */
export function proxyFor(host: string, env: NodeJS.ProcessEnv): string | undefined {
    const proxy = setting(env, "HTTPS_PROXY", "https_proxy")?.value;
    if (proxy === undefined || host === "localhost" || isLoopback(host)) {
        return undefined;
    }
    const exceptions = (setting(env, "NO_PROXY", "no_proxy")?.value ?? "").split(",").map((each) => each.trim());
    if (exceptions.some((exception) => isException(exception.toLowerCase(), host.toLowerCase()))) {
        return undefined;
    }
    const url = proxy.includes("://") ? proxy : `http://${proxy}`;
    return URL.canParse(url) ? new URL(url).host : "a proxy";
}

/** The variable that makes the Docker client bypass its proxy for one more host. */
export function bypassing(host: string, env: NodeJS.ProcessEnv): Record<string, string> {
    const { name, value } = setting(env, "NO_PROXY", "no_proxy") ?? { name: "NO_PROXY", value: "" };
    const hosts = value.split(",").filter(Boolean);
    return { [name]: (hosts.includes(host) ? hosts : [...hosts, host]).join(",") };
}

function isLoopback(host: string): boolean {
    return host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** Whether an entry of NO_PROXY covers a host: `*`, an address, a range, or a domain with its subdomains. */
function isException(exception: string, host: string): boolean {
    if (exception === "*" || exception === host) {
        return true;
    }
    if (isIP(host) !== 0) {
        return isInRange(exception, host);
    }
    const domain = exception.replace(/^\*/, "").replace(/:\d+$/, "");
    return domain.startsWith(".")
        ? host.endsWith(domain)
        : domain !== "" && (host === domain || host.endsWith(`.${domain}`));
}

function isInRange(range: string, address: string): boolean {
    const [network = "", bits = ""] = range.split("/");
    const family = isIP(network) === 4 ? "ipv4" : "ipv6";
    if (isIP(network) === 0 || !/^\d+$/.test(bits) || Number(bits) > (family === "ipv4" ? 32 : 128)) {
        return false;
    }
    const list = new BlockList();
    list.addSubnet(network, Number(bits), family);
    return list.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");
}
