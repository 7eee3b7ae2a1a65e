import { execFileSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { installProblems } from "../../../components/dockerDaemonProblems";
import { furtherDaemonOption } from "../../../components/engine/daemonRules";
import { daemonFlags, hardened } from "../../../components/engine/daemonTable";
import { extensionSettings } from "../../../components/engine/dockerExtension";
import { DOCKERD_FLAGS } from "../../../components/engine/furtherFlags";
import { renderInstallScript } from "../../../components/engine/installScript";
import { ipv4Range } from "../../../components/network/allowedSources";
import { dnsLabel, dockerPort, hostName } from "../../../components/network/networkRules";
import { inboundRules } from "../../../components/network/securityRules";
import { composeDockerOpts, readSettings, replaceDockerOpts } from "../../../sandbox/machine/dockerExtension";
import { assignedValues } from "../../support/assignedValues";
import { HARD, hardText } from "../../support/hardText";

/**
 * A value arrives exactly as given, or is refused: it is never changed on its way. The way with the DockerExtension is the one
 * of the emulated extension, and of a real shell.
 */

const PEM = "-----BEGIN CERTIFICATE-----\n";
const DEFAULTS = '#DOCKER_OPTS="--dns 8.8.8.8"\n';

/** The arguments of dockerd with the DockerExtension on Ubuntu 14.04, where upstart's script reads /etc/default/docker. */
function argumentsWithExtension(port: number, flags: readonly string[]): string[] {
    const { docker } = extensionSettings(port, flags) as { docker: object };
    const file = replaceDockerOpts(DEFAULTS, composeDockerOpts(readSettings({ docker }, {})));
    const script = `${file}\nprintf '%s\\0' $DOCKER_OPTS`;
    return execFileSync("sh", ["-c", script], { encoding: "utf8", cwd: "/" }).split("\0").slice(0, -1);
}

const scriptValues = (over: object): ReturnType<typeof assignedValues> =>
    assignedValues(
        renderInstallScript({
            engineSource: "docker",
            engineVersion: "",
            keepNewer: true,
            dockerPort: 4243,
            daemonOptions: [],
            daemon: {},
            certificates: { ca: PEM, cert: PEM, key: PEM },
            ...over,
        }),
    );

/** The flags of a unit's ExecStart, where systemd splits at spaces and reads two percent signs as one. */
const flagsInUnit = (text: string): string[] => text.split(" ").map((word) => word.replaceAll("%%", "%"));

const plainText = fc.stringMatching(/^[\w./:@%+=,-]{1,12}$/);
const value = fc.oneof(plainText, hardText);

describe("A flag of dockerd", () => {
    const flag = fc
        .tuple(fc.constantFrom(...Object.keys(DOCKERD_FLAGS)), value)
        .map(([name, text]) => `--${name}=${text}`);

    test("reaches it in both ways of installation, or is refused", () => {
        let arrived = 0;
        fc.assert(
            fc.property(flag, (option) => {
                fc.pre(furtherDaemonOption("daemonOptions[0]", option).length === 0);
                arrived += 1;
                expect(argumentsWithExtension(4243, [option]).at(-1)).toBe(option);
                expect(flagsInUnit(scriptValues({ daemonOptions: [option] }).DAEMON_FLAGS)).toEqual([option]);
            }),
            { numRuns: 30, maxSkipsPerRun: 10_000, examples: [["--log-level=warn"], ["--host-gateway-ip=10.0.0.1"]] },
        );
        expect(arrived).toBeGreaterThanOrEqual(30);
    });
});

describe("A label of the daemon", () => {
    test("reaches it by the DockerExtension, or is refused", () => {
        fc.assert(
            fc.property(value, (text) => {
                const daemon = { labels: { odd: text } };
                const problems = installProblems({ engineInstall: "DockerExtension", daemon });
                const flags = daemonFlags(hardened(daemon));
                expect(flags).toContain(`--label=odd=${text}`);
                expect(problems.every(({ argument }) => argument === "daemon.labels")).toBe(true);
                fc.pre(problems.length === 0);
                expect(argumentsWithExtension(4243, flags).slice(-flags.length)).toEqual(flags);
            }),
            { numRuns: 30, maxSkipsPerRun: 1_000, examples: HARD.map((text) => [text]) },
        );
    });
});

describe("A port", () => {
    const port = fc.oneof(fc.integer({ min: -2, max: 65_540 }), fc.double(), fc.integer().map(String));

    test("is the daemon's in both ways of installation, and the security rule's, or is refused", () => {
        fc.assert(
            fc.property(port, (given) => {
                const isPort = Number.isInteger(given) && Number(given) >= 1 && Number(given) <= 65_535 && given !== 22;
                expect(dockerPort("dockerPort", given).length).toBe(isPort ? 0 : 1);
                fc.pre(isPort);
                const { hosts } = JSON.parse(scriptValues({ dockerPort: given }).DAEMON_JSON) as { hosts: string[] };
                expect(hosts).toContain(`tcp://0.0.0.0:${String(given)}`);
                expect(inboundRules(Number(given), ["203.0.113.7/32"])).toContainEqual(
                    expect.objectContaining({ access: "Allow", destinationPortRange: String(given) }),
                );
                expect(argumentsWithExtension(Number(given), [])).toContain(`-H=0.0.0.0:${String(given)}`);
            }),
            { numRuns: 40, maxSkipsPerRun: 100, examples: [[22], [1], [65_535], [0], [65_536], ["4243"]] },
        );
    });
});

describe("A range of addresses", () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const range = fc.tuple(fc.tuple(octet, octet, octet, octet), fc.integer({ min: 0, max: 33 }));

    test("is a security rule's as it was written, or is refused: it has no bits behind its prefix", () => {
        fc.assert(
            fc.property(range, fc.boolean(), ([octets, bits], aligned) => {
                const number = octets.reduce((sum, one) => sum * 256 + one, 0);
                const size = 2 ** (32 - bits);
                const first = aligned ? Math.floor(number / size) * size : number;
                const text = `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${bits}`;
                const isRange = bits <= 32 && first % size === 0;
                expect(ipv4Range("sources[0]", text).length).toBe(isRange ? 0 : 1);
                fc.pre(isRange);
                expect(inboundRules(4243, [text])).toContainEqual(
                    expect.objectContaining({ sourceAddressPrefixes: [text] }),
                );
            }),
        );
    });

    test.each(["10.0.0.0/08", "010.0.0.0/8", "10.0.0/8", "10.0.0.0/8 ", "10.0.0.0/8\n", "0x0a000000/8", "10.0.0.0/+8"])(
        "in another notation is refused: %j",
        (text) => {
            expect(ipv4Range("sources[0]", text)).toHaveLength(1);
        },
    );
});

describe("A name", () => {
    const unit = fc.constantFrom(..."a b z 0 9 - . A Z _ ü".split(" "), " ", "\n");
    const name = fc.oneof(fc.string({ unit, maxLength: 70 }), fc.stringMatching(/^[a-z][a-z0-9-]{0,64}$/));

    // learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules: the API's own expression.
    const LABEL = /^[a-z][a-z0-9-]{1,61}[a-z0-9]$/;

    test("of a host is one that Azure accepts for a VM, and makes a label that Azure accepts, or is refused", () => {
        fc.assert(
            fc.property(name, (text) => {
                fc.pre(hostName("hostName", text).length === 0);
                expect(text).toMatch(/^[a-z0-9-]{1,64}$/);
                expect(text).not.toMatch(/-$/);
                expect(`${text}-x1y2z3a4`).toMatch(LABEL);
            }),
            { maxSkipsPerRun: 1_000, examples: [["a"], ["a".repeat(54)]] },
        );
    });

    test("of a public address is one that Azure accepts, or is refused", () => {
        fc.assert(
            fc.property(name, (text) => {
                const isReserved = /azure|bing|login|microsoft|windows|xbox/.test(text);
                expect(dnsLabel("dnsLabel", text).length).toBe(LABEL.test(text) && !isReserved ? 0 : 1);
            }),
            { examples: [["abc"], ["a".repeat(63)], ["a".repeat(64)], ["abc\n"], ["my-azure"]] },
        );
    });
});
