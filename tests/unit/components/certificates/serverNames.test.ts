import { describe, expect, test } from "@jest/globals";
import { subjectAlternativeNames } from "../../../../components/certificates/serverNames";
import { serverName } from "../../../../components/certificates/serverNames";
import { ruleTable } from "../../../support/ruleTable";

const HOST = {
    fqdn: "build.westus.cloudapp.azure.com",
    hostName: "build",
    publicIpAddress: "203.0.113.9",
    serverNames: [],
};

describe("The names of a server certificate", () => {
    test("leave out a private address that is not fixed", () => {
        expect(subjectAlternativeNames(HOST).ipAddresses).toEqual(["203.0.113.9", "127.0.0.1"]);
    });

    test("are those by which the host can be called", () => {
        expect(subjectAlternativeNames({ ...HOST, privateIpAddress: "10.0.0.4" })).toEqual({
            dnsNames: ["build.westus.cloudapp.azure.com", "build", "localhost"],
            ipAddresses: ["203.0.113.9", "10.0.0.4", "127.0.0.1"],
        });
    });

    test("hold the user's own names and addresses, each where it belongs", () => {
        const serverNames = ["docker.example", "2001:db8::1", "*.example"];
        const { dnsNames, ipAddresses } = subjectAlternativeNames({ ...HOST, serverNames });
        expect([dnsNames.slice(3), ipAddresses.slice(2)]).toEqual([["docker.example", "*.example"], ["2001:db8::1"]]);
    });

    test("hold each one once, whatever its case", () => {
        const { dnsNames } = subjectAlternativeNames({ ...HOST, serverNames: ["Build", "LOCALHOST"] });
        expect(dnsNames).toEqual(["build.westus.cloudapp.azure.com", "build", "localhost"]);
    });
});

describe("A name for the server certificate", () => {
    ruleTable(
        serverName,
        [
            "",
            "http://a.example",
            "a.example:2376",
            "a b",
            "-a.example",
            "a..b",
            "a/b",
            "*",
            "127.1",
            "fe80::1%eth0",
            `${"a.".repeat(126)}ab`,
            1,
        ],
        ["a", "a.example", "*.a.example", "192.0.2.1", "2001:db8::1", "build-1", `${"a.".repeat(126)}a`],
    );
});
