#!/usr/bin/env node
// Fails unless an `up` would only renew certificates: `pulumi preview --json | npx docker-host-vm-only-renewals`. Arguments are
// the types of further resources that a renewal may update.
//
// With new certificates, what the daemon is given is known only after the `up`, and changed settings of the daemon would go
// unnoticed: preview the commit that is up.
"use strict";

const { text } = require("node:stream/consumers");

/** The operations that change nothing. */
const UNCHANGING = ["same", "read", "refresh"];

/** What a renewal does: it issues certificates for the same keys, and gives them to daemons, checks and files. */
const RENEWAL = [
    "replace tls:index/selfSignedCert:SelfSignedCert",
    "replace tls:index/locallySignedCert:LocallySignedCert",
    "update azure-native:compute:VirtualMachineExtension",
    "update azure-native:keyvault:Secret",
    "update command:local:Command",
];

/**
 * @typedef {object} Plan the part of the output of `pulumi preview --json` that is used here
 * @property {readonly { op: string, urn: string, newState?: { type: string } }[]} steps a resource that is deleted has no new state
 * @property {readonly { severity: string, message: string }[]} [diagnostics] a message starts with its severity
 */

/**
 * @param {Plan} plan
 * @param {readonly string[]} types further types of resources that may be updated
 * @returns {{ verdict: readonly string[], failed: boolean }} lines to print
 */
function judge({ steps, diagnostics = [] }, types) {
    const messages = diagnostics.filter(({ severity }) => ["error", "warning"].includes(severity));
    const said = messages.map(({ message }) => message.trim());
    if (messages.some(({ severity }) => severity === "error")) {
        return { verdict: ["Stopped: the preview failed.", ...said], failed: true };
    }
    const allowed = [...RENEWAL, ...types.map((type) => `update ${type}`)];
    const changes = steps.filter(({ op }) => !UNCHANGING.includes(op));
    const others = changes.filter(({ op, newState }) => !allowed.includes(`${op} ${newState?.type}`));
    const verdict =
        others.length > 0
            ? [
                  "Stopped: this up would do more than renew certificates. Bring the stack up yourself, after reading the preview:",
                  ...others.map(({ op, urn }) => `- ${op} ${urn}`),
              ]
            : [`Certificates to renew: ${changes.filter(({ op }) => op === "replace").length}`];
    return { verdict: [...verdict, ...said], failed: others.length > 0 };
}

async function main() {
    const document = await text(process.stdin);
    if (document.trim() === "") {
        throw new Error("Standard input: expected the output of pulumi preview --json, got nothing.");
    }
    const { verdict, failed } = judge(JSON.parse(document), process.argv.slice(2));
    process.stdout.write(`${verdict.join("\n")}\n`);
    process.exitCode = failed ? 1 : 0;
}

main().catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
