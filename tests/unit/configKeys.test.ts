import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { defaults } from "../../components/defaults";
import { configKeys } from "../../configKeys";
import { CHECKOUT } from "../support/checkout";

/** A key as configKeys.ts describes it; `default` is there for some only. */
interface Key {
    readonly type: string;
    readonly default?: unknown;
    readonly otherwise?: string;
    readonly description: string;
}
const KEYS = Object.entries<Key>(configKeys);

describe("The description of the keys", () => {
    const file = (name: string): unknown => parse(readFileSync(join(CHECKOUT, name), "utf8"));

    test("has the components' defaults", () => {
        // A key that must stay unset beside others says its default in words only.
        const own = KEYS.flatMap(([name, { default: value, otherwise = "" }]) =>
            name in defaults ? [[name, value ?? otherwise.replaceAll("`", "")] as const] : [],
        );
        const written = Object.entries(defaults).map(([name, value]: [string, unknown]) =>
            Array.isArray(value) ? [name, `[${value.join()}]`] : [name, value],
        );
        expect(Object.fromEntries(own)).toEqual(Object.fromEntries(written));
    });

    test("says of every key what holds without it", () => {
        expect(KEYS.filter(([, key]) => "default" in key === "otherwise" in key)).toEqual([]);
    });

    test.each([
        ["dev", "the shape that was asked for", "ubuntu-14.04", "DockerExtension"],
        ["modern", "the defaults", defaults.image, defaults.engineInstall],
    ])("is met by the %s stack, which writes out %s", (stack, _what, image, engineInstall) => {
        const { config } = file(`Pulumi.${stack}.yaml`) as { config: Record<string, unknown> };
        expect(config).toEqual({
            "docker-host-vm:hostNames": ["docker-host"],
            "docker-host-vm:location": "westus",
            "docker-host-vm:image": image,
            "docker-host-vm:engineInstall": engineInstall,
            "docker-host-vm:allowedSources": ["203.0.113.7/32"],
        });
    });
});
