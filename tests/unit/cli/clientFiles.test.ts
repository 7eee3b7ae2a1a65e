import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { type ClientFiles, findClientFiles } from "../../../cli/clientFiles";
import { writeClientFiles } from "../../../cli/writeClientFiles";
import { readStackState, type StackState } from "../../../cli/stackState";
import { folder } from "../../support/eachTest";
import { issue, issueAuthority } from "../../support/certificates";
import { exportOf, type HostCertificates, hostResources, issueAll, issueClient } from "./support";

let certificates: HostCertificates;
let files: ClientFiles;
let certs: string;

beforeAll(async () => {
    certificates = await issueAll();
    files = filesOf(certificates);
});

beforeEach(() => {
    certs = join(folder, "certs");
});

afterEach(() => {
    jest.restoreAllMocks();
});

const filesOf = ({ authority, client }: HostCertificates): ClientFiles => ({
    ca: authority.certPem,
    cert: client.certPem,
    key: client.keyPem,
});

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const content = (): string[] =>
    ["ca.pem", "cert.pem", "key.pem"].map((name) => readFileSync(join(certs, name), "utf8"));

/** A client of the same authority. */
async function another(commonName: string): Promise<ClientFiles> {
    const { certPem, keyPem } = await issueClient(commonName);
    return { ca: files.ca, cert: certPem, key: keyPem };
}

describe("Files that are written", () => {
    test("have the modes that the Docker client and the user need", () => {
        expect(writeClientFiles(certs, files)).toBe(certs);
        expect(content()).toEqual([files.ca, files.cert, files.key]);
        expect([certs, ...readdirSync(certs).map((name) => join(certs, name))].map(mode)).toEqual([
            "700",
            "444",
            "444",
            "400",
        ]);
    });

    test("have the SSH key beside them by choice, as ssh wants it", () => {
        writeClientFiles(certs, files, "an SSH key\n");
        const path = join(certs, "id_ed25519");
        expect([readFileSync(path, "utf8"), mode(path)]).toEqual(["an SSH key\n", "400"]);
        writeClientFiles(certs, files);
        writeClientFiles(certs, files, "an SSH key\n");
        expect(() => writeClientFiles(certs, files, "another\n")).toThrow("id_ed25519 was not written for this client");
        expect(readFileSync(path, "utf8")).toBe("an SSH key\n");
    });

    test("go into the home folder where the shell left the tilde, never into a folder of that name", () => {
        const home = jest.spyOn(os, "homedir").mockReturnValue(folder);
        expect(writeClientFiles("~/certs", files)).toBe(certs);
        home.mockReturnValue("");
        expect(() => writeClientFiles("~/certs", files)).toThrow(
            "--dir: expected a folder, got ~/certs, but HOME is empty",
        );
    });

    test("replace earlier ones of the same client, whose key may have been replaced", async () => {
        writeClientFiles(certs, files);
        const renewed = await another("default");
        writeClientFiles(certs, renewed);
        expect(content()).toEqual([renewed.ca, renewed.cert, renewed.key]);
    });

    test("replace those of an earlier version, whose authority signed for the client", async () => {
        const { authority } = certificates;
        const { certPem, keyPem } = await issue({ commonName: "default", uses: ["client_auth"] }, authority);
        writeClientFiles(certs, { ca: files.ca, cert: certPem, key: keyPem });
        writeClientFiles(certs, files);
        expect(content()).toEqual([files.ca, files.cert, files.key]);
    });

    test("do not replace those of a client with the same name and an issuer of another origin", async () => {
        const { certPem, keyPem } = await issue({ commonName: "default" }, await issueAuthority("somebody else"));
        writeClientFiles(certs, { ca: files.ca, cert: certPem, key: keyPem });
        expect(() => writeClientFiles(certs, files)).toThrow("cert.pem was not written for this client");
    });

    test("replace those from before a generation of the authority was added, put first or dropped", async () => {
        const { certPem: g2 } = await issueAuthority("team g2");
        writeClientFiles(certs, files);
        for (const ca of [files.ca + g2, g2 + files.ca, g2]) {
            writeClientFiles(certs, { ...files, ca });
            expect(content()[0]).toBe(ca);
        }
        expect(() => writeClientFiles(certs, files)).toThrow("belongs to another certificate authority");
    });

    test("do not replace another client's", async () => {
        writeClientFiles(certs, files);
        const { certPem: g2 } = await issueAuthority("team g2");
        const other = await another("somebody");
        for (const ca of [files.ca, g2 + files.ca]) {
            expect(() => writeClientFiles(certs, { ...other, ca })).toThrow(
                `--dir: ${join(certs, "cert.pem")} belongs to the client default and is not overwritten. Choose another --dir, or fetch that client's files, for example with --client default.`,
            );
        }
        expect(content()).toEqual([files.ca, files.cert, files.key]);
    });

    test("do not replace another authority's", async () => {
        writeClientFiles(certs, files);
        const other = filesOf(await issueAll());
        expect(() => writeClientFiles(certs, other)).toThrow(
            `--dir: ${join(certs, "ca.pem")} belongs to another certificate authority`,
        );
        expect(content()).toEqual([files.ca, files.cert, files.key]);
    });

    test("do not replace a file of another kind beside the right ca.pem", () => {
        mkdirSync(certs, { mode: 0o700 });
        writeFileSync(join(certs, "ca.pem"), files.ca);
        writeFileSync(join(certs, "key.pem"), "something of mine");
        expect(() => writeClientFiles(certs, files)).toThrow("key.pem was not written for this client");
        expect(readFileSync(join(certs, "key.pem"), "utf8")).toBe("something of mine");
    });

    test("do not replace a foreign key beside the right certificates", () => {
        writeClientFiles(certs, files);
        rmSync(join(certs, "key.pem"));
        writeFileSync(join(certs, "key.pem"), "something of mine");
        expect(() => writeClientFiles(certs, files)).toThrow("was not written for this client");
        expect(readFileSync(join(certs, "key.pem"), "utf8")).toBe("something of mine");
    });

    test("do not go where a link leads", () => {
        mkdirSync(certs, { mode: 0o700 });
        const victim = join(folder, "victim");
        writeFileSync(victim, "before");
        symlinkSync(victim, join(certs, "key.pem"));
        expect(() => writeClientFiles(certs, files)).toThrow("key.pem was not written for this client");
        expect(readFileSync(victim, "utf8")).toBe("before");
    });

    test("do not go into a folder that others can write to", () => {
        mkdirSync(certs);
        chmodSync(certs, 0o777);
        expect(() => writeClientFiles(certs, files)).toThrow("is writable by other users");
    });

    test("show no key in an error", async () => {
        writeClientFiles(certs, files);
        const other = await another("somebody");
        // From the beginning to the end of the message.
        expect(() => writeClientFiles(certs, other)).toThrow(/^(?!.*PRIVATE KEY).*belongs to the client/s);
    });
});

describe("Files that are looked for", () => {
    const state = (outputs: object = {}): StackState =>
        readStackState(exportOf(hostResources({ certificates, outputs: { ...outputs } })));
    const find = (opened: StackState, dir?: string) => {
        const [host] = opened.hosts;
        if (host === undefined) {
            throw new Error("no host");
        }
        return findClientFiles(opened, host, { stack: "prod", ...(dir === undefined ? {} : { dir }) });
    };

    test("are where the stack wrote them", () => {
        writeClientFiles(certs, files);
        expect(find(state({ dockerCertPath: certs }))).toEqual({ directory: certs, ...files });
    });

    test("are where the user says", () => {
        writeClientFiles(certs, files);
        expect(find(state({ dockerCertPath: "/nowhere" }), certs).directory).toBe(certs);
    });

    test("can be fetched when the stack wrote them on another machine", () => {
        expect(() => find(state({ dockerCertPath: "/nowhere" }))).toThrow(
            "but /nowhere/ca.pem is missing. Fetch them: npx docker-host-vm credentials --dir ~/.docker/docker-host-vm/shop-prod --stack prod, and use the same --dir",
        );
    });

    test("can be fetched when the stack writes none", () => {
        expect(() => find(state())).toThrow("The stack wrote no client files for build");
    });

    test("are where Docker finds them when the stack writes none", () => {
        writeClientFiles(certs, files);
        process.env["DOCKER_CERT_PATH"] = certs;
        expect(find(state()).directory).toBe(certs);
        expect(() => find(state({ dockerCertPath: "/nowhere" }))).toThrow("but /nowhere/ca.pem is missing");
    });

    test("are not another host's that Docker is using", async () => {
        process.env["DOCKER_CERT_PATH"] = certs;
        expect(() => find(state())).toThrow("--dir was not given");
        writeClientFiles(certs, filesOf(await issueAll()));
        expect(() => find(state())).toThrow("--dir was not given");
    });

    test("can be fetched into the folder that the user named", () => {
        expect(() => find(state(), "/no where")).toThrow("credentials --dir '/no where' --stack prod");
    });

    test("are refused without the authority that signs now, and can be fetched into the same folder", async () => {
        const { certPem: g2 } = await issueAuthority("team g2");
        writeClientFiles(certs, files);
        const added = { caCertPem: files.ca + g2 };
        expect(find(state(added), certs).directory).toBe(certs);
        expect(() => find(state({ caCertPem: g2 + files.ca }), certs)).toThrow(
            `${join(certs, "ca.pem")} does not contain the authority that signs for build now (CN=team g2): the files are from before it was added. Fetch them: npx docker-host-vm credentials --client default --dir ${certs} --stack prod`,
        );
        writeClientFiles(certs, { ...files, ca: files.ca + g2 });
        expect(find(state({ caCertPem: g2 }), certs).directory).toBe(certs);
    });

    test("are refused when they are another authority's", async () => {
        writeClientFiles(certs, filesOf(await issueAll()));
        expect(() => find(state(), certs)).toThrow("belongs to a different certificate authority than build");
    });
});

describe("Files of a named client", () => {
    let laptop: ClientFiles;
    let opened: StackState;

    beforeAll(async () => {
        const { certPem, keyPem, issuerPem } = await issueClient("laptop");
        laptop = { ca: files.ca, cert: certPem, key: keyPem };
        const clients = { default: certificates.client, laptop: { certPem, keyPem, issuerPem } };
        opened = readStackState(exportOf(hostResources({ certificates, clients })));
    });

    const find = (client: string, dir?: string, state = opened) => {
        const [host] = state.hosts;
        const selection = { client, ...(dir === undefined ? {} : { dir }) };
        return host === undefined ? undefined : findClientFiles(state, host, selection).directory;
    };

    /** The same stack, which wrote the client's files to a folder. */
    const writing = (dockerCertPath: string): StackState => ({
        ...opened,
        hosts: opened.hosts.map((host) => ({ ...host, dockerCertPath })),
    });

    test("are where the stack wrote them, where Docker finds them, or where the command that fetches them puts them", () => {
        const home = join(folder, "home");
        jest.spyOn(os, "homedir").mockReturnValue(home);
        const usual = join(home, ".docker/docker-host-vm/shop-prod-laptop");
        const used = join(folder, "used");
        expect(() => find("laptop")).toThrow(
            "There are no files of the client laptop of build on this machine. Fetch them: npx docker-host-vm credentials --client laptop --dir ~/.docker/docker-host-vm/shop-prod-laptop",
        );
        writeClientFiles(usual, laptop);
        expect(find("laptop")).toBe(usual);
        writeClientFiles(used, laptop);
        process.env["DOCKER_CERT_PATH"] = used;
        expect(find("laptop")).toBe(used);
        writeClientFiles(certs, laptop);
        expect(find("laptop", undefined, writing(certs))).toBe(certs);
    });

    test("are not another client's", () => {
        writeClientFiles(certs, files);
        expect(() => find("laptop", undefined, writing(certs))).toThrow("There are no files of the client laptop");
        expect(() => find("laptop", certs)).toThrow(
            `${join(certs, "cert.pem")} does not belong to the client laptop. Fetch them: npx docker-host-vm credentials --client laptop --dir ${certs}-laptop, and use the same --dir here.`,
        );
    });

    test("are of a client that there is", () => {
        expect(() => find("nobody")).toThrow(
            "--client: expected one of default, laptop, got nobody. Choose one of them: a client that was removed is shut out.",
        );
    });
});
