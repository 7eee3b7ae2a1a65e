import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { redactedDocument } from "../../../preview/plan/redaction";
import { at, isRecord, listAt, mapValues, recordAt } from "../../../shared/json";
import { issueAuthority } from "../certificates";
import { CHECKOUT, TYPESCRIPT } from "../checkout";
import { run } from "../run";

/**
 * Records the previews of which sampleReports.ts makes reports, from real runs of the sandbox:
 * `node --require ./shared/loadTypeScript.js tests/support/previews/record.ts`, after a change of what the stack makes.
 */

type Settings = Readonly<Record<string, unknown>>;

/** Two hosts, and two clients that they accept. */
const TWO_HOSTS = {
    hostNames: ["build", "test"],
    allowedSources: ["203.0.113.7/32", "198.51.100.0/24"],
    clients: ["ci", "laptop"],
};
const ONE_HOST = { ...TWO_HOSTS, hostNames: ["build"] };

/** A stack as it was brought up, and what was then previewed over it. Without a base nothing was there. */
interface Recording {
    readonly base?: Settings;
    readonly previews: Readonly<Record<string, Settings>>;
}

/** @param issuer the certificate of an issuer that the stack does not make, PEM */
const recordings = (issuer: string): readonly Recording[] => [
    { previews: { created: { allowedSources: ["203.0.113.7/32", "AzureCloud"] } } },
    {
        base: TWO_HOSTS,
        previews: {
            widened: {
                ...TWO_HOSTS,
                allowedSources: ["203.0.113.7/32", "Internet"],
                vmSize: "Standard_D4s_v5",
            },
            replaced: {
                ...TWO_HOSTS,
                hostNames: ["build", "deploy"],
                allowedSources: ["203.0.113.7/32", "192.0.2.0/25"],
                image: "ubuntu-22.04",
                dockerPort: 2376,
            },
            rotated: { ...TWO_HOSTS, keyAlgorithm: "RSA-3072" },
            clientAdded: { ...TWO_HOSTS, clients: ["ci", "laptop", "staging"] },
            clientRemoved: { ...TWO_HOSTS, clients: ["ci"] },
            issuerBrought: { ...TWO_HOSTS, clientIssuers: { partner: issuer } },
            generationAppended: { ...TWO_HOSTS, authorityGenerations: ["g1", "g2"] },
        },
    },
    {
        base: { ...ONE_HOST, authorityGenerations: ["g1", "g2"] },
        previews: { generationSwapped: { ...ONE_HOST, authorityGenerations: ["g2", "g1"] } },
    },
    {
        base: { ...ONE_HOST, authorityGenerations: ["g2", "g1"] },
        previews: { generationDropped: { ...ONE_HOST, authorityGenerations: ["g2"] } },
    },
    {
        base: longNames(2, 6),
        previews: { longNames: { ...longNames(3, 20), image: "ubuntu-22.04" } },
    },
];

/** As many hosts with names of 50 characters, and as many sources. */
function longNames(hosts: number, sources: number): Settings {
    return {
        hostNames: numbered(hosts, (index) => `continuous-integration-builder-production-west-us-${index}`),
        allowedSources: ["203.0.113.7/32", ...numbered(sources, (index) => `198.51.100.${4 * index}/30`)],
    };
}

function numbered<T>(count: number, make: (index: number) => T): T[] {
    return Array.from({ length: count }, (_unused, index) => make(index));
}

/** The stack of a sandbox: its home, the folder of its project, and its name. */
interface Stack {
    readonly home: string;
    readonly project: string;
    readonly name: string;
}

/** Has the sandbox do something with a stack; gives what it prints. */
async function sandbox(
    { home, project, name }: Stack,
    settings: Settings,
    ...verb: readonly string[]
): Promise<string> {
    const values = Object.entries(settings).map(([key, value]) => [key, JSON.stringify(value).replace(/^"|"$/g, "")]);
    const sets = values.flatMap(([key, value]) => ["--set", `${key}=${value}`]);
    const args = [...TYPESCRIPT, join(CHECKOUT, "sandbox/cli/main.ts"), "--home", home];
    const stack = ["--cwd", project, "--stack", name];
    const { code, stdout, stderr } = await run(process.execPath, [...args, ...stack, ...sets, ...verb]);
    if (code !== 0) {
        throw new Error(`${verb.join(" ")} ended with ${code}: ${stderr}`);
    }
    return stdout;
}

/** What the report reads of a preview. Scripts and all but the types of most unchanged resources are left out. */
function reduced(document: unknown): unknown {
    const steps = listAt(document, "steps").map((step) => {
        // Of some properties Pulumi compares what the provider said of them.
        const compared = Object.entries(recordAt(step, "detailedDiff"))
            .filter(([, diff]) => at(diff, "inputDiff") === false)
            .map(([path]) => path.split(/[.[]/)[0] ?? "");
        const [oldState, newState] = [step["oldState"], step["newState"]].map((state) =>
            isRecord(state) ? reducedState(state, step["op"] === "same", [...READ, ...compared]) : undefined,
        );
        const { op, urn, detailedDiff, diffReasons, replaceReasons } = step;
        return { op, urn, oldState, newState, detailedDiff, diffReasons, replaceReasons };
    });
    return { steps, diagnostics: at(document, "diagnostics") };
}

/** Of the resources that do not change, those that say who may connect to which host, and who is accepted. */
const CONNECTED = /:(NetworkSecurityGroup|NetworkInterface|VirtualMachine|SelfSignedCert)$/;
/** What of the outputs the report reads: what the sandbox makes up, which it hides, and certificates. */
const READ = ["result", "ipAddress", "publicKeyOpenssh", "certPem", "caCertPem", "issuingCertPem", "clientIssuers"];

function reducedState(state: Record<string, unknown>, isUnchanged: boolean, told: readonly string[]): unknown {
    const { type, urn, id, parent, inputs } = state;
    const outputs = Object.fromEntries(
        Object.entries(recordAt(state, "outputs")).filter(([key]) => told.includes(key)),
    );
    const isNeeded = !isUnchanged || CONNECTED.test(String(type));
    const shortened = mapValues(inputs, (value) =>
        typeof value === "string" && value.length > 2_000
            ? `${value.slice(0, 60)}… (left out of the recording)`
            : value,
    );
    return { type, urn, id, parent, inputs: isNeeded ? shortened : {}, outputs };
}

/** One step a line, so that a change of the stack shows as a change of its lines. */
function text(document: unknown): string {
    const lines = listAt(document, "steps").map((step) => JSON.stringify(step));
    return `{"steps":[\n${lines.join(",\n")}\n],"diagnostics":${JSON.stringify(at(document, "diagnostics"))}}\n`;
}

/** Previews settings over a stack as it is, and writes the recording. */
async function recordPreview(stack: Stack, name: string, settings: Settings): Promise<void> {
    const printed: unknown = JSON.parse(await sandbox(stack, settings, "preview", "--json"));
    const folders = [
        [stack.home, "<home>"],
        [CHECKOUT, "<checkout>"],
    ] as const;
    const shown = redactedDocument(reduced(printed), { folders, secrets: [] });
    writeFileSync(join(__dirname, `${name}.json`), text(shown));
}

/** Records how a stack follows the clients of another one, whose authority it uses. */
async function recordFollower(home: string): Promise<void> {
    const project = join(home, "second-stack");
    cpSync(join(CHECKOUT, "examples/second-stack"), project, { recursive: true });
    symlinkSync(join(CHECKOUT, "node_modules"), join(project, "node_modules"));
    const program = join(project, "index.ts");
    const components = JSON.stringify(join(CHECKOUT, "components"));
    writeFileSync(program, readFileSync(program, "utf8").replace('"docker-host-vm"', components));
    const team = { home, project: CHECKOUT, name: "modern" };
    const follower = { home, project, name: "dev" };
    const { allowedSources } = ONE_HOST;
    const authorityStack = "organization/docker-host-vm/modern";
    const settings = { allowedSources, authorityStack, "azure-native:location": "westus" };
    await sandbox(team, { ...ONE_HOST, shareAuthority: true }, "up");
    await sandbox(follower, settings, "up");
    await sandbox(team, { ...ONE_HOST, shareAuthority: true, clients: ["ci", "staging"] }, "up");
    await recordPreview(follower, "follower", settings);
    await sandbox(follower, settings, "destroy");
    await sandbox(team, {}, "destroy");
}

async function record(): Promise<void> {
    const { certPem: issuer } = await issueAuthority("partner");
    for (const { base, previews } of recordings(issuer)) {
        const home = mkdtempSync(join(tmpdir(), "record-previews-"));
        const stack = { home, project: CHECKOUT, name: "modern" };
        if (base !== undefined) {
            await sandbox(stack, base, "up");
        }
        for (const [name, settings] of Object.entries(previews)) {
            await recordPreview(stack, name, settings);
        }
        if (base !== undefined) {
            await sandbox(stack, {}, "destroy");
        }
        rmSync(home, { recursive: true });
    }
    const home = mkdtempSync(join(tmpdir(), "record-previews-"));
    await recordFollower(home);
    rmSync(home, { recursive: true });
}

void record();
