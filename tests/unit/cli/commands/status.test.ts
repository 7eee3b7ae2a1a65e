import { beforeAll, describe, expect, test } from "@jest/globals";
import { status } from "../../../../cli/commands/status";
import { engineRevision } from "../../../../components/engine/engineRevision";
import { folder } from "../../../support/eachTest";
import { exportResources } from "../exportedStack";
import { azureResources, type HostCertificates, hostResources, issueAll } from "../support";

let certificates: HostCertificates;

beforeAll(async () => {
    certificates = await issueAll();
});

/** The wait for the daemon of a host with that engine. */
function gate(source: string, version: string): object {
    const parts = { source, version, daemonJson: '{\n    "a": 1\n}', seccompFingerprint: "", flags: [] };
    return {
        urn: "urn:pulumi:prod::shop::command:local:Command::build-ready",
        type: "command:local:Command",
        parent: "urn:pulumi:prod::shop::docker-host-vm:index:DockerHostVm::build",
        inputs: { environment: { ENGINE_REVISION: engineRevision(parts) } },
    };
}

async function statusOf(...more: readonly object[]): Promise<string> {
    exportResources([...hostResources({ certificates }), ...more]);
    return (await status({ cwd: folder })).text;
}

describe("What is known against a host", () => {
    test("is said of its engine", async () => {
        expect(await statusOf(gate("docker", "29.8.1"))).toMatch(
            /\n\nbuild: Docker Engine 29\.8\.1 has known vulnerabilities: .*CVE-2026-97032.* or later\.$/,
        );
    });

    test.each([
        ["ubuntu", "28.2.2"],
        ["docker", ""],
    ])("is not guessed of %s %j", async (source, version) => {
        expect(await statusOf(gate(source, version))).not.toContain("vulnerabilities");
    });

    test("is said of its size", async () => {
        const where = { fqdn: "build.example.org", publicIpAddress: "203.0.113.9", dockerPort: 4243 };
        expect(await statusOf(...azureResources(where))).toMatch(
            /\n\nbuild: Azure retires the VM series of Standard_B2s on 2028-11-15\.$/,
        );
    });
});
