import { expect, test } from "@jest/globals";
import { agreed, disagreed } from "../../../../cli/verify/apiVersion";

const CLIENT = { Version: "28.2.2", ApiVersion: "1.41", DefaultAPIVersion: "1.50" };
const SERVER = { Version: "20.10.24", ApiVersion: "1.41", MinAPIVersion: "1.12" };

test("Client and daemon that agree are named with what they speak", () => {
    const check = agreed(JSON.stringify({ Client: CLIENT, Server: SERVER }));
    expect(check.status).toBe("ok");
    expect(check.detail).toBe(
        "client 28.2.2, daemon 20.10.24: they use API version 1.41; the daemon supports 1.12 to 1.41",
    );
});

test.each([
    [
        "Error response from daemon: client version 1.52 is too new. Maximum supported API version is 1.38",
        "Set DOCKER_API_VERSION=1.38 in the environment",
    ],
    [
        "Error response from daemon: client version 1.24 is too old. Minimum supported API version is 1.44, please upgrade",
        "Update the docker client",
    ],
    ["Cannot connect to the Docker daemon", "run docker version yourself"],
])("%s: %s", (stderr, advice) => {
    const check = disagreed(stderr, JSON.stringify({ Client: CLIENT, Server: null }));
    expect(check.status).toBe("failed");
    expect(check.advice).toContain(advice);
});

test("A client that prints nothing readable is no crash", () => {
    expect(disagreed("panic \u001b[2J", "").detail).toBe("docker version failed: panic \\u001b[2J");
});
