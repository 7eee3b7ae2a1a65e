import { describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import type { EngineSettings } from "../../../../components";
import { engineProblems } from "../../../../components/engine/engineProblems";
import { engineSettings, holdsPassword } from "../../../../components/engine/engineSettings";

const httpProxy = "http://proxy.example.org:3128";
const problems = (engine: EngineSettings, over: Partial<Parameters<typeof engineProblems>[0]> = {}) =>
    engineProblems({ engine, engineInstall: "CustomScript", ...over });

describe("The settings of an engine", () => {
    test("are checked by member, without a secret's value, and later if they are not known", () => {
        expect(engineSettings("engine", { httpProxy: pulumi.output(""), noProxy: ["a"] })).toEqual([]);
        expect(engineSettings("engine", { httpProxy: "s3cret" })).toEqual([
            {
                argument: "engine.httpProxy",
                expected: "the http:// or https:// URL of a proxy, such as http://proxy.example.org:3128",
                fix: expect.any(String),
            },
        ]);
        expect(engineSettings("engine", { httpProxi: httpProxy })).toEqual([
            expect.objectContaining({ argument: "engine.httpProxi", expected: "a known member" }),
        ]);
        expect(engineSettings("engine", "proxy")).toHaveLength(1);
    });

    test("hold a password only where a proxy or a login has one", () => {
        expect(holdsPassword({ registries: [{ server: "a.example", username: "ann", password: "s3cret" }] })).toBe(
            true,
        );
        expect(holdsPassword({ registries: [] })).toBe(false);
        expect(holdsPassword({ httpProxy, noProxy: ["a"] })).toBe(false);
        expect(holdsPassword({ httpsProxy: "http://user:s3cret@proxy.example.org" })).toBe(true);
        expect(holdsPassword(undefined)).toBe(false);
    });
});

describe("Contradictions with the settings of an engine", () => {
    test("are none in an ordinary host", () => {
        expect(engineProblems({ engineInstall: "DockerExtension" })).toEqual([]);
        expect(problems({})).toEqual([]);
        expect(problems({ httpProxy, noProxy: ["a"] }, { engineVersion: "29", daemonOptions: ["--debug"] })).toEqual(
            [],
        );
    });

    test("are reported with the DockerExtension, without the values", () => {
        expect(problems({ httpProxy }, { engineInstall: "DockerExtension" })).toEqual([
            {
                argument: "engine",
                expected: "no value, because the DockerExtension sets up nothing on the host except the daemon",
                fix: "Omit it, or set engineInstall to CustomScript",
            },
        ]);
    });

    test("are hosts without a proxy where there is none", () => {
        expect(problems({ noProxy: ["a"] })).toEqual([
            {
                argument: "engine.noProxy",
                expected: "no value without a proxy",
                got: ["a"],
                fix: "Set engine.httpProxy, or omit engine.noProxy",
            },
        ]);
    });

    test("are an engine that does not know proxies", () => {
        expect(problems({ httpProxy }, { engineVersion: "20.10.24" })).toEqual([
            expect.objectContaining({
                argument: "engineVersion",
                expected: expect.stringMatching(/^23\.0\.0 or later/),
            }),
        ]);
        expect(problems({ httpProxy }, { engineVersion: "23.0.0" })).toEqual([]);
    });

    test("are updates of an engine whose version is chosen, or that is Ubuntu's", () => {
        const updates = { automaticUpdates: true };
        expect(problems(updates)).toEqual([]);
        expect(problems({ automaticUpdates: false }, { engineVersion: "29.10.0" })).toEqual([]);
        expect(problems(updates, { engineVersion: "29.10.0" })).toEqual([
            {
                argument: "engine.automaticUpdates",
                expected: "false with engineVersion, which asks for exactly that version",
                got: true,
                fix: "Omit engineVersion to get the pinned version and its patches, or omit engine.automaticUpdates",
            },
        ]);
        expect(problems(updates, { engineSource: "ubuntu" })).toEqual([
            expect.objectContaining({
                expected: "false with engineSource ubuntu, because it updates Docker's own packages",
            }),
        ]);
    });

    test("are flags for the same, whose values are not shown", () => {
        const daemonOptions = ["--debug", "--https-proxy=http://user:s3cret@proxy"];
        const [problem, ...others] = problems({ httpProxy }, { daemonOptions });
        expect(others).toEqual([]);
        expect(problem).toEqual({
            argument: "daemonOptions",
            expected: "no --https-proxy together with the proxy in engine, because dockerd accepts each only once",
            fix: "Use engine.httpProxy, engine.httpsProxy and engine.noProxy instead",
        });
    });

    test("are runtimes of NVIDIA and of flags at once", () => {
        const daemonOptions = ["--debug", "--add-runtime=kata=/usr/bin/kata"];
        expect(problems({ nvidia: true }, { daemonOptions })).toEqual([
            {
                argument: "daemonOptions",
                expected:
                    "no --add-runtime together with engine.nvidia, because dockerd accepts runtimes either as flags or in daemon.json",
                got: "--add-runtime=kata=/usr/bin/kata",
                fix: "Omit it: engine.nvidia adds the runtime nvidia. For another runtime, omit engine.nvidia and install both yourself",
            },
        ]);
        expect(problems({ nvidia: false }, { daemonOptions })).toEqual([]);
        expect(problems({ nvidia: true }, { daemonOptions: ["--default-runtime=nvidia"] })).toEqual([]);
    });
});
