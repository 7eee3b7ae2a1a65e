import { describe, expect, test } from "@jest/globals";
import { ofSingleHost, perHostProblems, sharedAddressProblems } from "../../perHost";

const HOSTS = ["build", "test"];

describe("The arguments of single hosts", () => {
    test("are those that can differ", () => {
        const perHost = { build: { privateIpAddress: "10.0.0.10", vmSize: "Standard_D4s_v5" }, test: {} };
        expect(perHostProblems(perHost, HOSTS)).toEqual([]);
    });

    test.each([
        [{ biuld: {} }, "perHost.biuld", "the name of a host", "Known names: build, test"],
        [
            { build: 1 },
            "perHost.build",
            "an object with named arguments",
            "For example, write build: { publicAddress: false }",
        ],
        [
            { test: { dockerPort: 1 } },
            "perHost.test.dockerPort",
            "an argument that can differ between hosts",
            "Known arguments: publicAddress, ",
        ],
    ])("name what is wrong in %j", (perHost, argument, expected, fix) => {
        expect(perHostProblems(perHost, HOSTS)).toEqual([
            expect.objectContaining({ argument, expected, fix: expect.stringContaining(fix) }),
        ]);
    });

    test("have problems under their own key, those of all hosts under theirs", () => {
        const problems = ["vmSize", "machine.zone", "image"].map((argument) => ({ argument, expected: "x", fix: "y" }));
        const named = ofSingleHost(problems, "build", { vmSize: "x", machine: {} });
        expect(named.map(({ argument }) => argument)).toEqual([
            "perHost.build.vmSize",
            "perHost.build.machine.zone",
            "image",
        ]);
    });

    test("are not the same address", () => {
        const perHost = { build: { privateIpAddress: "10.0.0.10" }, test: { privateIpAddress: "10.0.0.10" } };
        expect(sharedAddressProblems(perHost)).toEqual([
            {
                argument: "perHost.test.privateIpAddress",
                expected: "an address that no other host has",
                got: "10.0.0.10",
                fix: "Choose another one",
            },
        ]);
        expect(sharedAddressProblems({ build: { privateIpAddress: "10.0.0.10" }, test: {} })).toEqual([]);
    });
});
