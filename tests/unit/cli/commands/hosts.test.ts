import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { inspect, ip, ls, url } from "../../../../cli/commands/hosts";
import { folder } from "../../../support/eachTest";
import { azureCli, calledWith } from "../azureCli";
import { exportResources } from "../exportedStack";
import { azureResources, type HostCertificates, hostResources, issueAll } from "../support";

const VM = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines";

let certificates: HostCertificates;

beforeAll(async () => {
    certificates = await issueAll();
});

beforeEach(() => {
    const view = (name: string, state: string): object => ({
        id: `${VM}/${name}`,
        instanceView: { statuses: [{ code: `PowerState/${state}` }] },
    });
    azureCli(JSON.stringify([view("build", "running"), view("ci", "deallocated")]));
});

function host(name: string, port: number): object[] {
    const where = { fqdn: `${name}.example.org`, publicIpAddress: "203.0.113.9", dockerPort: port, name };
    const outputs = { dockerHost: `tcp://127.0.0.1:${port}` };
    return [...hostResources({ certificates, name, outputs }), ...azureResources(where)];
}

const here = () => ({ cwd: folder });

describe("ls", () => {
    test("lists each host with its state in one line", async () => {
        exportResources([...host("ci", 2), ...host("build", 1)]);
        const { text, document } = await ls(here());
        expect(calledWith()).toBe(`vm get-instance-view --ids ${VM}/build ${VM}/ci --output json`);
        expect(text.split("\n")).toEqual([
            expect.stringMatching(/^NAME +STATE +URL +ENGINE +SIZE$/),
            expect.stringMatching(/^build +running +tcp:\/\/127\.0\.0\.1:1 +- +Standard_B2s$/),
            expect.stringMatching(/^ci +deallocated +tcp:\/\/127\.0\.0\.1:2 +- +Standard_B2s$/),
        ]);
        expect(document).toMatchObject([
            { name: "build", powerState: "running" },
            { name: "ci", powerState: "deallocated" },
        ]);
    });

    test("says why a state is unknown", async () => {
        azureCli("", "ERROR: Please run 'az login' to setup account.", 1);
        exportResources(host("build", 1));
        expect((await ls(here())).text).toMatch(
            /\nbuild +- .*\n\nThe state of a VM is unknown: The Azure CLI is not signed in/,
        );
    });

    test("prints only names for scripts, without asking Azure", async () => {
        exportResources([...host("ci", 2), ...host("build", 1)]);
        expect((await ls({ ...here(), quiet: true })).text).toBe("build\nci");
        expect(calledWith).toThrow("ENOENT");
    });

    test("is about one host if it is named", async () => {
        exportResources([...host("ci", 2), ...host("build", 1)]);
        expect((await ls({ ...here(), quiet: true, host: "ci" })).document).toEqual(["ci"]);
        await expect(ls({ ...here(), host: "x" })).rejects.toThrow(
            "expected one of the stack's hosts (build, ci), got x",
        );
    });
});

describe("ip and url", () => {
    test("print one line for scripts", async () => {
        exportResources(host("build", 1));
        expect((await ip(here())).text).toBe("127.0.0.1");
        expect((await url(here())).text).toBe("tcp://127.0.0.1:1");
    });

    test("print the private address of a host that has no other", async () => {
        const outputs = { publicIpAddress: undefined, privateIpAddress: "10.0.0.4" };
        exportResources(hostResources({ certificates, outputs }));
        expect((await ip(here())).text).toBe("10.0.0.4");
    });

    test("give what the state has of an engine on a VM that existed already", async () => {
        const engine = (dockerHost: string) =>
            hostResources({
                certificates,
                type: "DockerEngine",
                outputs: { dockerHost, fqdn: undefined, publicIpAddress: undefined },
            });
        exportResources(engine("tcp://10.0.0.4:4243"));
        expect((await ip(here())).text).toBe("10.0.0.4");
        expect((await url(here())).text).toBe("tcp://10.0.0.4:4243");
        exportResources(engine("tcp://vm.example.org:4243"));
        await expect(ip(here())).rejects.toThrow(
            "build has no address in the state, because its VM existed already. Its name is vm.example.org.",
        );
    });

    test("say what is missing before the first up has ended", async () => {
        const [first] = hostResources({ certificates });
        exportResources([{ ...first, outputs: {} }]);
        await expect(ip(here())).rejects.toThrow("build has no address yet. Bring the stack up:");
        await expect(url(here())).rejects.toThrow("build has no endpoint yet");
    });
});

describe("inspect", () => {
    test("prints a host as JSON, without secrets", async () => {
        exportResources(host("build", 1));
        const { text, document } = await inspect(here());
        expect(JSON.parse(text)).toEqual(document);
        expect(document).toMatchObject({
            project: "shop",
            stack: "prod",
            name: "build",
            dockerHost: "tcp://127.0.0.1:1",
            publicIpAddress: "127.0.0.1",
            vmId: `${VM}/build`,
            adminUsername: "azureuser",
            clients: ["default"],
        });
        expect(text).not.toContain("PRIVATE KEY");
        expect(calledWith).toThrow("ENOENT");
    });
});
