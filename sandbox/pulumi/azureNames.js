// Preloaded into the commands of a sandbox's stack, because no name server knows the domain names of the emulated Azure.
// These names resolve to their emulated addresses, all others as usual.
//
// SANDBOX_AZURE_STATE  the state file of the emulated Azure
"use strict";

const dns = require("node:dns");
const { existsSync, readFileSync } = require("node:fs");

/** @typedef {{ properties: { dnsSettings?: { fqdn?: string }, ipAddress?: string } }} Resource */

/** @param {string} file @returns {object} empty if the file is missing or damaged: the sandbox itself reports that */
function recordIn(file) {
    try {
        return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
    } catch {
        return {};
    }
}

/** @param {unknown} name @returns {string | undefined} its address in the emulated Azure; undefined if it has none */
function addressOf(name) {
    const file = process.env["SANDBOX_AZURE_STATE"] ?? "";
    /** @type {Resource[]} */
    const resources = Object.values(recordIn(file));
    const wanted = String(name).toLowerCase();
    return resources.find(({ properties }) => properties.dnsSettings?.fqdn === wanted)?.properties.ipAddress;
}

const { lookup } = dns;
/** @param {unknown} name @param {unknown[]} rest */
const lookupOnRecord = (name, ...rest) => Reflect.apply(lookup, dns, [addressOf(name) ?? name, ...rest]);
dns.lookup = /** @type {typeof lookup} */ (lookupOnRecord);
