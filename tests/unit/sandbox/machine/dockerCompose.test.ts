import { describe, expect, it } from "@jest/globals";
import { composeRefusal } from "../../../../sandbox/machine/dockerCompose";

/** What docker-compose 1.6.2 says: https://github.com/docker/compose/blob/1.6.2/compose/config */

const web = { image: "nginx", environment: { A: "b" } };

describe("docker-compose 1.6.2", () => {
    it.each([
        ["a number as the version", { version: 2, services: { web } }, "is invalid - it should be a string."],
        ['the version "1"', { version: "1", web }, 'is invalid. Either specify a version of "2"'],
        ['the version "2.1"', { version: "2.1", services: { web } }, "is unsupported. Either"],
        ['the version "3"', { version: "3", services: { web } }, "is unsupported. Either"],
        [
            "a healthcheck",
            { version: "2", services: { web: { ...web, healthcheck: {} } } },
            "Unsupported config option for services.web: 'healthcheck'",
        ],
        ["networks in format 1", { web: { ...web, networks: [] } }, "Unsupported config option for web: 'networks'"],
    ])("refuses %s", (_, file, message) => {
        expect(composeRefusal(file)).toContain(message);
    });

    it.each([
        ["format 1", { web: { ...web, net: "host" }, db: { build: "." } }],
        ["a service named version", { version: web }],
        ["format 2", { version: "2", services: { web: { ...web, depends_on: ["db"] } }, networks: {} }],
        ["format 2.0", { version: "2.0", services: { web } }],
    ])("reads %s", (_, file) => {
        expect(composeRefusal(file)).toBeUndefined();
    });
});
