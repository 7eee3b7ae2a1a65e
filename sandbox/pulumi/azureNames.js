// Preloaded into the commands of a sandbox's stack, because no name server knows the domain names of the emulated Azure, and
// nothing on this machine has its private addresses. These names and addresses lead to the loopback addresses that represent
// them, as if the command ran in the host's virtual network; all others work as usual.
//
// SANDBOX_AZURE_STATE  the state file of the emulated Azure
"use strict";

const dns = require("node:dns");
const { existsSync, readFileSync } = require("node:fs");
const net = require("node:net");

/**
 * @typedef {{ fqdn?: string, internalDomainNameSuffix?: string }} DnsSettings
 * @typedef {{ dnsSettings?: DnsSettings, ipAddress?: string, ipConfigurations?: { privateIPAddress?: string }[] }} Properties
 * @typedef {{ properties: Properties, loopback?: string }} Resource
 */

/** @param {string} file @returns {object} empty if the file is missing or damaged: the sandbox itself reports that */
function recordIn(file) {
    try {
        return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
    } catch {
        return {};
    }
}

/** @param {unknown} name @returns {string | undefined} the loopback address for a name or a private address, if any */
function addressOf(name) {
    const file = process.env["SANDBOX_AZURE_STATE"] ?? "";
    /** @type {Resource[]} */
    const resources = Object.values(recordIn(file));
    const wanted = String(name).toLowerCase();
    for (const { properties, loopback } of resources) {
        const { dnsSettings = {}, ipAddress, ipConfigurations = [] } = properties;
        const { fqdn, internalDomainNameSuffix: suffix } = dnsSettings;
        const isPrivate = ipConfigurations[0]?.privateIPAddress === wanted;
        if (fqdn === wanted) {
            return ipAddress;
        }
        if (loopback !== undefined && (isPrivate || (suffix !== undefined && wanted.endsWith(`.${suffix}`)))) {
            return loopback;
        }
    }
    return undefined;
}

const { lookup } = dns;
/** @param {unknown} name @param {unknown[]} rest */
const lookupOnRecord = (name, ...rest) => Reflect.apply(lookup, dns, [addressOf(name) ?? name, ...rest]);
dns.lookup = /** @type {typeof lookup} */ (lookupOnRecord);

// A connection to an address looks nothing up.
const { connect } = net.Socket.prototype;
/** @this {import("node:net").Socket} @param {unknown[]} args */
function connectOnRecord(...args) {
    const [first, ...rest] = args;
    // Node's own functions pass a marked list that begins with the options.
    const options = Array.isArray(first) ? first[0] : first;
    const address = net.isIP(options?.host ?? "") === 0 ? undefined : addressOf(options.host);
    if (address === undefined) {
        return Reflect.apply(connect, this, args);
    }
    const target = { ...options, host: address };
    return Reflect.apply(connect, this, [Array.isArray(first) ? Object.assign([], first, [target]) : target, ...rest]);
}
net.Socket.prototype.connect = /** @type {typeof connect} */ (connectOnRecord);
