import { createHmac } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { DaemonCertificates } from "./daemonCertificates";
import { matches, rule, secretRule } from "../validation/rules";
import { validatedInput } from "../validation/throwIfInvalid";

/** The proxies of a host, as daemon.json has them since engine 23.0: https://docs.docker.com/engine/daemon/proxy/ */
export interface Proxies {
    readonly "http-proxy"?: string;
    readonly "https-proxy": string;
    /** Separated by commas. */
    readonly "no-proxy": string;
}

/** Those of `EngineSettings`, which imports the rules below. */
interface GivenProxies {
    readonly httpProxy?: pulumi.Input<string>;
    readonly httpsProxy?: pulumi.Input<string>;
    readonly noProxy?: readonly string[];
}

/**
 * The URL of a proxy. Its characters need no quoting in apt's settings, and other characters of a password are written with
 * percent signs: then all programs read the same one. The value is never shown, because it may have a password.
 */
export const proxyUrl = secretRule(
    (value) =>
        matches(
            /^https?:\/\/((?:[\w.~!$&()*+,;=:-]|%[\dA-Fa-f]{2})+@)?([A-Za-z0-9][A-Za-z0-9.-]*|\[[\dA-Fa-f:.]+\])(:\d{1,5})?\/?$/,
            value,
        ),
    "the http:// or https:// URL of a proxy, such as http://proxy.example.org:3128",
    "Write it without a path, and write special characters of a user or password as % and two hexadecimal digits (the given value is not shown)",
);

/** One of the hosts that are reached without the proxy. */
export const noProxyHost = rule(
    (value) => matches(/^(\*|\.?[\w-]+(\.[\w-]+)*(:\d{1,5})?|\d+(\.\d+){3}\/\d{1,2}|[\dA-Fa-f:]+(\/\d{1,3})?)$/, value),
    "a host, a domain, an IP address or a CIDR, such as registry.example.org or 10.0.0.0/8",
    "Write one of them in each element, without a scheme, a path or spaces",
);

/**
 * The host itself, Azure's instance metadata service, and Azure's platform for the agent and DNS: none of them is behind a
 * proxy. https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
 */
const NEVER_PROXIED = ["localhost", "127.0.0.1", "::1", "169.254.169.254", "168.63.129.16"];

/** The proxies as soon as they are known; undefined for a host without any. */
export function proxiesOf(
    subject: string,
    { httpProxy, httpsProxy, noProxy = [] }: GivenProxies,
): pulumi.Output<Proxies | undefined> {
    const checked = (name: string, value: pulumi.Input<string> | undefined) =>
        pulumi.output(value === undefined ? undefined : validatedInput(subject, `engine.${name}`, proxyUrl, value));
    return pulumi
        .all([checked("httpProxy", httpProxy), checked("httpsProxy", httpsProxy)])
        .apply(([http, https = http]) =>
            https === undefined
                ? undefined
                : {
                      ...(http === undefined ? {} : { "http-proxy": http }),
                      "https-proxy": https,
                      "no-proxy": [...NEVER_PROXIED, ...noProxy].join(","),
                  },
        );
}

/** Tells proxies apart without showing them: whoever does not know the daemon's key cannot try passwords. */
export function proxyFingerprint(proxies: Proxies, { key }: DaemonCertificates): string {
    return createHmac("sha256", key).update(Object.entries(proxies).join(" ")).digest("hex").slice(0, 16);
}

/** Warnings about a password that travels in clear, as far as the value is known. */
export function proxyWarnings({ httpProxy, httpsProxy }: GivenProxies = {}): string[] {
    return Object.entries({ httpProxy, httpsProxy })
        .filter(([, url]) => matches(/^http:.*@/, url))
        .map(
            ([name]) =>
                `engine.${name} sends its password to the proxy in clear. Use an https:// URL if the proxy has one.`,
        );
}
