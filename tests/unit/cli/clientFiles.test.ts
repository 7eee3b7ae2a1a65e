import {
    chmodSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import os, { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { type ClientFiles, findClientFiles, writeClientFiles } from "../../../cli/clientFiles";
import { readStackState, type StackState } from "../../../cli/stackState";
import { issue } from "../../support/certificates";
import { exportOf, type HostCertificates, hostResources, issueAll } from "./support";

let certificates: HostCertificates;
let files: ClientFiles;
let root: string;
let folder: string;

beforeAll(async () => {
    certificates = await issueAll();
    files = filesOf(certificates);
});

beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "cli-files-"));
    folder = join(root, "certs");
});

afterEach(() => {
    jest.restoreAllMocks();
    rmSync(root, { recursive: true, force: true });
});

const filesOf = ({ authority, client }: HostCertificates): ClientFiles => ({
    ca: authority.certPem,
    cert: client.certPem,
    key: client.keyPem,
});

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const content = (): string[] =>
    ["ca.pem", "cert.pem", "key.pem"].map((name) => readFileSync(join(folder, name), "utf8"));

/** A client of the same authority. */
async function another(commonName: string): Promise<ClientFiles> {
    const { certPem, keyPem } = await issue({ commonName, uses: ["client_auth"] }, certificates.authority);
    return { ca: files.ca, cert: certPem, key: keyPem };
}

describe("Files that are written", () => {
    test("have the modes that the Docker client and the user need", () => {
        expect(writeClientFiles(folder, files)).toBe(folder);
        expect(content()).toEqual([files.ca, files.cert, files.key]);
        expect([folder, ...readdirSync(folder).map((name) => join(folder, name))].map(mode)).toEqual([
            "700",
            "444",
            "444",
            "400",
        ]);
    });

    test("have the SSH key beside them by choice, as ssh wants it", () => {
        writeClientFiles(folder, files, "an SSH key\n");
        const path = join(folder, "id_ed25519");
        expect([readFileSync(path, "utf8"), mode(path)]).toEqual(["an SSH key\n", "400"]);
        writeClientFiles(folder, files);
        writeClientFiles(folder, files, "an SSH key\n");
        expect(() => writeClientFiles(folder, files, "another\n")).toThrow(
            "id_ed25519 was not written for this client",
        );
        expect(readFileSync(path, "utf8")).toBe("an SSH key\n");
    });

    test("go into the home folder where the shell left the tilde, never into a folder of that name", () => {
        const home = jest.spyOn(os, "homedir").mockReturnValue(root);
        expect(writeClientFiles("~/certs", files)).toBe(folder);
        home.mockReturnValue("");
        expect(() => writeClientFiles("~/certs", files)).toThrow(
            "--dir: expected a folder, got ~/certs, and HOME is empty",
        );
    });

    test("replace earlier ones of the same client", async () => {
        writeClientFiles(folder, files);
        const renewed = await another("default");
        writeClientFiles(folder, renewed);
        expect(content()).toEqual([renewed.ca, renewed.cert, renewed.key]);
    });

    test("do not replace another client's", async () => {
        writeClientFiles(folder, files);
        const other = await another("somebody");
        expect(() => writeClientFiles(folder, other)).toThrow("cert.pem was not written for this client");
        expect(content()).toEqual([files.ca, files.cert, files.key]);
    });

    test("do not replace another authority's", async () => {
        writeClientFiles(folder, files);
        const other = filesOf(await issueAll());
        expect(() => writeClientFiles(folder, other)).toThrow(
            `--dir: ${join(folder, "ca.pem")} belongs to another certificate authority`,
        );
        expect(content()).toEqual([files.ca, files.cert, files.key]);
    });

    test("do not replace a file of another kind beside the right ca.pem", () => {
        mkdirSync(folder, { mode: 0o700 });
        writeFileSync(join(folder, "ca.pem"), files.ca);
        writeFileSync(join(folder, "key.pem"), "something of mine");
        expect(() => writeClientFiles(folder, files)).toThrow("key.pem was not written for this client");
        expect(readFileSync(join(folder, "key.pem"), "utf8")).toBe("something of mine");
    });

    test("do not replace a foreign key beside the right certificates", () => {
        writeClientFiles(folder, files);
        rmSync(join(folder, "key.pem"));
        writeFileSync(join(folder, "key.pem"), "something of mine");
        expect(() => writeClientFiles(folder, files)).toThrow("was not written for this client");
        expect(readFileSync(join(folder, "key.pem"), "utf8")).toBe("something of mine");
    });

    test("do not go where a link leads", () => {
        mkdirSync(folder, { mode: 0o700 });
        const victim = join(root, "victim");
        writeFileSync(victim, "before");
        symlinkSync(victim, join(folder, "key.pem"));
        expect(() => writeClientFiles(folder, files)).toThrow("key.pem was not written for this client");
        expect(readFileSync(victim, "utf8")).toBe("before");
    });

    test("do not go into a folder that others can write to", () => {
        mkdirSync(folder);
        chmodSync(folder, 0o777);
        expect(() => writeClientFiles(folder, files)).toThrow("can be written by others");
    });

    test("show no key in an error", async () => {
        writeClientFiles(folder, files);
        const other = await another("somebody");
        // From the beginning to the end of the message.
        expect(() => writeClientFiles(folder, other)).toThrow(/^(?!.*PRIVATE KEY).*was not written/s);
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
        writeClientFiles(folder, files);
        expect(find(state({ dockerCertPath: folder }))).toEqual({ directory: folder, ...files });
    });

    test("are where the user says", () => {
        writeClientFiles(folder, files);
        expect(find(state({ dockerCertPath: "/nowhere" }), folder).directory).toBe(folder);
    });

    test("can be fetched when the stack wrote them on another machine", () => {
        expect(() => find(state({ dockerCertPath: "/nowhere" }))).toThrow(
            "/nowhere/ca.pem is not there. Fetch them: npx docker-host-vm credentials --dir ~/.docker/docker-host-vm/shop-prod --stack prod, and give that --dir",
        );
    });

    test("can be fetched when the stack writes none", () => {
        expect(() => find(state())).toThrow("The stack has written no client files for build");
    });

    test("can be fetched into the folder that the user named", () => {
        expect(() => find(state(), "/no where")).toThrow("credentials --dir '/no where' --stack prod");
    });

    test("are refused when they are another authority's", async () => {
        writeClientFiles(folder, filesOf(await issueAll()));
        expect(() => find(state(), folder)).toThrow("belongs to another certificate authority than build");
    });
});
