// Preloaded into the commands that a sandbox's stack runs: no name server knows the domain names of the emulated Azure.
// Those on its record resolve to the addresses that they have there, all others as usual.
//
// SANDBOX_AZURE_STATE  the record's file
"use strict";

const dns = require("node:dns");
const { existsSync, readFileSync } = require("node:fs");

/** @typedef {{ properties: { dnsSettings?: { fqdn?: string }, ipAddress?: string } }} Resource */

/** @param {string} file @returns {object} empty when it is not there, or broken: whoever owns it says so */
function recordIn(file) {
    try {
        return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
    } catch {
        return {};
    }
}

/** @param {unknown} name @returns {string | undefined} its address, if it is on record */
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
