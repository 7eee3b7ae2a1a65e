import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { env } from "../../../../cli/commands/env";
import { writeClientFiles } from "../../../../cli/writeClientFiles";
import { folder } from "../../../support/eachTest";
import { exportResources } from "../exportedStack";
import { hostResources, issueAll, issueClient } from "../support";

test("The environment of a named client has the folder with its files, and the lines say how to run them again", async () => {
    const certificates = await issueAll();
    const laptop = await issueClient("laptop");
    exportResources(hostResources({ certificates, clients: { default: certificates.client, laptop } }));
    const { authority } = certificates;
    const dir = writeClientFiles(join(folder, "laptop"), {
        ca: authority.certPem,
        cert: laptop.certPem,
        key: laptop.keyPem,
    });
    const { document, text } = await env({ cwd: folder, shell: "bash", client: "laptop", dir });
    expect(document).toEqual({ DOCKER_HOST: "tcp://127.0.0.1:4243", DOCKER_CERT_PATH: dir, DOCKER_TLS_VERIFY: "1" });
    expect(text).toContain(`env --shell bash --client laptop --dir ${dir}`);
    await expect(env({ cwd: folder, shell: "bash", client: "default", dir })).rejects.toThrow(
        `${join(dir, "cert.pem")} does not belong to the client default.`,
    );
});
