import { describe, expect, test } from "@jest/globals";
import { listenersOf } from "../../../policy/dockerDaemon";

describe("where a daemon listens", () => {
    test.each([
        ["dockerd -H 0.0.0.0:5000", [["0.0.0.0", 5000]]],
        [
            "dockerd -H 10.0.0.4:5000 --host=[::]:5001",
            [
                ["10.0.0.4", 5000],
                ["[::]", 5001],
            ],
        ],
        ["-H=tcp://0.0.0.0:5001", [["0.0.0.0", 5001]]],
        ["-H :2375", [["", 2375]]],
        ["-H tcp://:2375", [["", 2375]]],
        ["-H tcp://[fe80::1]:2375", [["[fe80::1]", 2375]]],
        ["-H 'tcp://$ADDRESS:2375'", [["$ADDRESS", 2375]]],
        ["-H tcp://0.0.0.0", [["0.0.0.0", undefined]]],
        ["-H tcp://[fe80::1]", [["[fe80::1]", undefined]]],
        ["-H tcp://0.0.0.0:$PORT", [["0.0.0.0:$PORT", undefined]]],
        [
            '{"hosts":["tcp://10.0.0.4:1","tcp://10.0.0.5:2"]}',
            [
                ["10.0.0.4", 1],
                ["10.0.0.5", 2],
            ],
        ],
        [JSON.stringify('{"hosts": ["tcp://0.0.0.0:2376"]}'), [["0.0.0.0", 2376]]],
        ["-H tcp://localhost.example.org:2375", [["localhost.example.org", 2375]]],
    ])("is read from %s", (text, expected) => {
        expect(listenersOf(text).map(({ host, port }) => [host, port])).toEqual(expected);
    });

    test.each([
        "dockerd -H tcp://127.0.0.1:2375 -H tcp://localhost:2375 -H tcp://[::1]:2375 -H 127.0.0.1:2375",
        "dockerd -H tcp://localhost; true",
        "dockerd -H unix:///var/run/docker.sock -H fd://",
        "DOCKER_HOST=tcp://build.example.org:2376 docker ps",
        "export DOCKER_HOST='tcp://build.example.org:2376'",
        'echo "DOCKER_HOST=\\"tcp://build.example.org:2376\\"" >> profile',
        'curl -H "Accept: 1" https://example.org:8443',
        "my-H 0.0.0.0:1",
        "",
    ])("is nowhere on the network in %s", (text) => {
        expect(listenersOf(text)).toEqual([]);
    });
});
