import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import {
    CertificateAuthority,
    type CertificateAuthorityArgs,
    ClientFiles,
    type ClientFilesArgs,
    DockerHostVm,
    type DockerHostVmArgs,
    HostNetwork,
    type HostNetworkArgs,
} from "../../../../components";
import { authorityReferenceRules } from "../../../../components/certificates/authorityReference";
import * as authority from "../../../../components/certificates/certificateAuthorityArgs";
import * as files from "../../../../components/client/clientFilesArgs";
import { dockerHostVmRules } from "../../../../components/dockerHostVmArgs";
import { dockerHostVmProblems } from "../../../../components/dockerHostVmProblems";
import { addressRules } from "../../../../components/network/hostAddress";
import * as network from "../../../../components/network/hostNetworkArgs";
import { DAEMON_SETTINGS } from "../../../../components/engine/daemonTable";
import type { Problem } from "../../../../components/validation/problems";
import type { ArgumentRule } from "../../../../components/validation/walk";
import { opensslCertificate } from "../../../support/opensslCertificates";
import { startRecorder } from "../../../support/recorder";
import { CHECKOUT, TYPESCRIPT } from "../../../support/checkout";

/** A property as the schema has it. */
interface Property {
    readonly type?: string;
    readonly plain?: boolean;
    readonly $ref?: string;
    readonly items?: Property;
    readonly additionalProperties?: Property;
}
type Properties = Readonly<Record<string, Property>>;
type AnyRules = Readonly<Record<string, ArgumentRule>>;

const { resources, types } = JSON.parse(readFileSync(join(CHECKOUT, "schema.json"), "utf8")) as {
    readonly resources: Readonly<Record<string, { readonly inputProperties: Properties }>>;
    readonly types: Readonly<Record<string, { readonly properties?: Properties; readonly enum?: unknown[] }>>;
};
const typeOf = (name: string) => types[`docker-host-vm:index:${name}`];

const CERTIFICATE = opensslCertificate({ subject: "somebody" }).certPem;
const KEY = "-----BEGIN PRIVATE KEY-----\nof somebody";
const CLIENTS = { default: { certPem: CERTIFICATE, keyPem: KEY } };

interface Subject {
    readonly component: string;
    readonly rules: AnyRules;
    /** Right arguments. */
    readonly args: object;
    readonly problems: (args: unknown) => readonly Problem[];
    readonly make: (args: unknown) => unknown;
}

const SUBJECTS: readonly Subject[] = [
    {
        component: "CertificateAuthority",
        rules: authority.certificateAuthorityRules,
        args: {},
        problems: (args) => authority.certificateAuthorityProblems(args as CertificateAuthorityArgs),
        make: (args) => new CertificateAuthority("ca", args as CertificateAuthorityArgs),
    },
    {
        component: "HostNetwork",
        rules: network.hostNetworkRules,
        args: { allowedSources: ["203.0.113.7/32"] },
        problems: (args) => network.hostNetworkProblems(args as HostNetworkArgs),
        make: (args) => new HostNetwork("net", args as HostNetworkArgs),
    },
    {
        component: "ClientFiles",
        rules: files.clientFilesRules,
        args: { dockerCertDir: "~/certs", caCertPem: CERTIFICATE, clients: CLIENTS },
        problems: (args) => files.clientFilesProblems(args as ClientFilesArgs),
        make: (args) => new ClientFiles("files", args as ClientFilesArgs),
    },
    {
        component: "DockerHostVm",
        rules: dockerHostVmRules,
        args: { allowedSources: ["203.0.113.7/32"] },
        problems: (args) => dockerHostVmProblems("build", args as DockerHostVmArgs),
        make: (args) => new DockerHostVm("build", args as DockerHostVmArgs),
    },
];
const propertiesOf = ({ component }: Subject): Properties =>
    resources[`docker-host-vm:index:${component}`]?.inputProperties ?? {};

/** Names of what may come later, and of what may not. */
const byTime = (properties: Properties): unknown =>
    Object.entries(properties)
        .map(([name, { plain = false }]) => [name, plain ? "plain" : "input"])
        .sort();
const rulesByTime = (rules: AnyRules): unknown =>
    Object.entries(rules)
        .map(([name, rule]) => [name, typeof rule === "function" ? "plain" : "input"])
        .sort();

const circular: unknown[] = [];
circular.push(circular);

/** Values of every kind that a program can bring. */
const STRANGE: readonly (readonly [string, unknown])[] = [
    ["null", null],
    ["an empty object", {}],
    ["an empty list", []],
    ["an empty text", ""],
    ["a text", "yes"],
    ["NaN", Number.NaN],
    ["a negative number", -1],
    ["a number", 7],
    ["true", true],
    ["a big number", 7n],
    ["a symbol", Symbol("s")],
    ["a function", () => 7],
    ["a date", new Date(0)],
    ["an object without a prototype", Object.create(null)],
    ["an unknown member", { nothing: 1 }],
    ["a list of null", [null]],
    ["a list of numbers", [7]],
    ["a list of objects", [{}]],
    ["a list that holds itself", circular],
    ["an output", pulumi.output("x")],
    ["a secret", pulumi.secret("x")],
    ["a promise", Promise.resolve("x")],
    ["a list with an output", [pulumi.output("x")]],
    ["an object with a secret", { default: pulumi.secret("x") }],
];

/** Whether a value is of the type that is documented, as far as a type says it. */
function fits(value: unknown, property: Property): boolean {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) {
        return property.plain !== true;
    }
    const referred = property.$ref === undefined ? undefined : types[property.$ref.replace("#/types/", "")];
    if (referred !== undefined) {
        return referred.enum === undefined
            ? isObject(value)
            : referred.enum.some((one) => (one as { value: unknown }).value === value);
    }
    switch (property.type ?? "") {
        case "array":
            return Array.isArray(value) && value.every((one) => fits(one, property.items ?? {}));
        case "object":
            return (
                isObject(value) && Object.values(value).every((one) => fits(one, property.additionalProperties ?? {}))
            );
        default:
            return typeof value === property.type;
    }
}
const isObject = (value: unknown): value is object =>
    typeof value === "object" && value !== null && !Array.isArray(value);

beforeEach(async () => {
    await startRecorder();
});

describe.each(SUBJECTS)("The arguments of $component", (subject) => {
    const { rules, args, problems, make } = subject;
    const properties = propertiesOf(subject);

    test("have each a rule that knows whether they may come later", () => {
        expect(rulesByTime(rules)).toEqual(byTime(properties));
    });

    test("are right in their smallest form", () => {
        expect(problems(args)).toEqual([]);
    });

    test.each(
        STRANGE.filter(([, value]) => !isObject(value) || pulumi.Output.isInstance(value) || value instanceof Promise),
    )("are not %s as a whole", (_what, value) => {
        expect(() => make(value)).toThrow(/1 invalid value\n {2}- args: expected an object with named arguments/);
    });

    test("refuse an unknown name, with the near one, and do not show its value", () => {
        const name = Object.keys(rules).at(-1) ?? "";
        const misspelt = `${name.slice(0, -2)}${name.slice(-1)}${name.slice(-2, -1)}`;
        expect(() => make({ ...args, [misspelt]: "hunter2" })).toThrow(
            `${misspelt}: expected a known argument. Use ${name}, or remove it.`,
        );
        expect(problems({ ...args, [misspelt]: "hunter2" })[0]).not.toHaveProperty("got");
    });

    test.each(Object.entries(properties))(
        "take for %s what is documented, or refuse it by its name",
        (argument, property) => {
            const ofIt = ({ argument: place }: Problem): boolean => place.split(/[.[]/)[0] === argument;
            const silent = STRANGE.filter(
                ([, value]) => !fits(value, property) && !problems({ ...args, [argument]: value }).some(ofIt),
            );
            expect(silent.map(([what]) => what)).toEqual([]);
        },
    );

    test.each(Object.entries(properties))(
        "stop the program with an error for the user when %s is wrong",
        (argument, property) => {
            for (const [, value] of STRANGE.filter(([, strange]) => !fits(strange, property))) {
                expect(() => make({ ...args, [argument]: value })).toThrow(pulumi.RunError);
            }
        },
    );
});

describe("What one component gives to another", () => {
    test.each([
        ["CertificateAuthorityReference", authorityReferenceRules],
        ["HostNetworkReference", network.hostNetworkReferenceRules],
        ["HostAddress", addressRules],
        ["ClientFilesReference", files.clientFilesReferenceRules],
    ])("has a rule for each member of %s", (type, rules) => {
        expect(Object.keys(rules).sort()).toEqual(Object.keys(typeOf(type)?.properties ?? {}).sort());
    });

    test("has a row for each setting of the daemon", () => {
        expect([...DAEMON_SETTINGS].sort()).toEqual(Object.keys(typeOf("DaemonSettings")?.properties ?? {}).sort());
    });

    const AUTHORITY = {
        caCertPem: CERTIFICATE,
        issuingCertPem: CERTIFICATE,
        issuingKeyPem: KEY,
        clientIssuers: { default: CERTIFICATE },
    };
    const NETWORK = {
        resourceGroupName: "g",
        location: "westus",
        subnetId: "/s",
        securityGroupId: "/g",
        dockerPort: 2376,
    };
    const wrong = (args: object): string[] =>
        dockerHostVmProblems("build", args as DockerHostVmArgs).map(({ argument }) => argument);

    test.each<[object, string[]]>([
        [{ authority: AUTHORITY, network: NETWORK }, []],
        [{ authority: pulumi.output(AUTHORITY), network: pulumi.output(NETWORK) }, []],
        [{ authority: { ...AUTHORITY, issuingKeyPem: pulumi.secret("x") }, network: NETWORK }, []],
        [{ authority: { ...AUTHORITY, clientIssuers: { ci: pulumi.output("x") } }, network: NETWORK }, []],
        [{ authority: { ...AUTHORITY, clients: { ci: pulumi.output("x") } }, network: NETWORK }, []],
        [{ authority: { ...AUTHORITY, issuingKeyPem: undefined }, network: NETWORK }, ["authority.issuingKeyPem"]],
        [{ authority: { ...AUTHORITY, clientIssuers: undefined }, network: NETWORK }, ["authority.clientIssuers"]],
        [{ authority: { ...AUTHORITY, caCertPem: 7 }, network: NETWORK }, ["authority.caCertPem"]],
        [{ authority: { ...AUTHORITY, issuingCertPem: KEY }, network: NETWORK }, ["authority.issuingCertPem"]],
        [{ authority: { ...AUTHORITY, caKeyPem: KEY }, network: NETWORK }, ["authority.caKeyPem"]],
        [{ authority: { ...AUTHORITY, clientIssuers: {} }, network: NETWORK }, ["authority.clientIssuers"]],
        [{ authority: { ...AUTHORITY, clientIssuers: [CERTIFICATE] }, network: NETWORK }, ["authority.clientIssuers"]],
        [
            { authority: { ...AUTHORITY, clientIssuers: { ci: CERTIFICATE, web: KEY } }, network: NETWORK },
            ["authority.clientIssuers.web"],
        ],
        [{ authority: { ...AUTHORITY, clients: CLIENTS }, network: NETWORK }, []],
        [{ authority: { ...AUTHORITY, clients: {} }, network: NETWORK }, ["authority.clients"]],
        [
            { authority: { ...AUTHORITY, clients: { ci: {} } }, network: NETWORK },
            ["authority.clients.ci.certPem", "authority.clients.ci.keyPem"],
        ],
        [{ network: { ...NETWORK, dockerPort: 22 } }, ["network.dockerPort"]],
        [{ network: { ...NETWORK, dockerPort: "2376" } }, ["network.dockerPort"]],
        [{ network: { ...NETWORK, dockerprot: 2376 } }, ["network.dockerprot"]],
        [{ network: { ...NETWORK, location: undefined } }, ["network.location"]],
        [{ network: { ...NETWORK, subnetId: undefined } }, ["network.subnetId"]],
        [
            { network: NETWORK, clientFiles: { dockerCertPath: "/c", clientCertPaths: { ca: "/c/ca.pem" } } },
            ["clientFiles.clientCertPaths.cert", "clientFiles.clientCertPaths.key"],
        ],
        [{ network: NETWORK, address: { networkInterfaceId: "/n", fqdn: "f" } }, ["address.publicIpAddress"]],
    ])("is checked in %j", (args, places) => {
        expect(wrong(args)).toEqual(places);
    });

    describe("late", () => {
        const program = join(CHECKOUT, "tests/support/lateReferences.ts");
        const run = (args: object, ...options: string[]) =>
            spawnSync(process.execPath, [...TYPESCRIPT, program, JSON.stringify(args), ...options], {
                encoding: "utf8",
            });

        test("is right without a word", () => {
            expect(run({ authority: AUTHORITY, network: NETWORK })).toMatchObject({ status: 0, stderr: "" });
        });

        test("stops the program when it is wrong, and says where", () => {
            const { status, stderr } = run({ network: { ...NETWORK, dockerprot: 1, dockerPort: 22 } });
            expect(status).not.toBe(0);
            expect(stderr).toContain("network.dockerPort: expected a whole number from 1 to 65535");
            expect(stderr).toContain("network.dockerprot: expected a known member. Use dockerPort, or remove it.");
        });

        test("is not shown when it is a secret", () => {
            const { status, stderr } = run({ authority: { ...AUTHORITY, caCertPem: "hunter2" } }, "secret");
            expect(status).not.toBe(0);
            expect(stderr).toContain("authority.caCertPem: expected a PEM certificate");
            expect(stderr).not.toContain("hunter2");
        });
    });

    test("never shows a key that is none", () => {
        const problems = dockerHostVmProblems("build", {
            authority: { ...AUTHORITY, issuingKeyPem: "hunter2" },
            network: NETWORK,
        });
        expect(problems.map(({ argument }) => argument)).toEqual(["authority.issuingKeyPem"]);
        expect(JSON.stringify(problems)).not.toContain("hunter2");
    });
});
