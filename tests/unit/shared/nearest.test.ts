import { describe, expect, test } from "@jest/globals";
import { knownNames, nearest } from "../../../shared/nearest";

const KNOWN = ["dockerPort", "dnsLabel", "image", "daemon"];

describe("The name that a misspelt one means", () => {
    test.each([
        ["dockerprot", "dockerPort"],
        ["DockerPort", "dockerPort"],
        ["docker_port", "dockerPort"],
        ["deamon", "daemon"],
        ["imag", "image"],
    ])("%s is %s", (name, meant) => {
        expect(nearest(name, KNOWN)).toBe(meant);
        expect(knownNames("arguments", name, KNOWN)).toBe(`Use ${meant}, or remove it`);
    });

    test.each(["subscription", "x", ""])("%j is none, and all are named", (name) => {
        expect(nearest(name, KNOWN)).toBeUndefined();
        expect(knownNames("arguments", name, KNOWN)).toBe("Known arguments: dockerPort, dnsLabel, image, daemon");
    });
});
