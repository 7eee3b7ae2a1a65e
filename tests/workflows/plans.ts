import { join } from "node:path";
import { bin } from "../../sandbox/package.json";
import { CHECKOUT } from "../support/checkout";

/** The program that tells a renewal from other changes. */
export const ONLY_RENEWALS = join(CHECKOUT, "sandbox", bin["docker-host-vm-only-renewals"]);

/** What a plan does with a resource of a type. */
export type Change = readonly [op: string, type: string];

/** The changes of a renewal, as the real Pulumi and the real tls plugin preview them. */
export const RENEWAL: readonly Change[] = [
    ["replace", "tls:index/selfSignedCert:SelfSignedCert"],
    ["replace", "tls:index/locallySignedCert:LocallySignedCert"],
    ["update", "azure-native:compute:VirtualMachineExtension"],
    ["update", "command:local:Command"],
];
export const REPLACED: Change = ["replace", "azure-native:compute:VirtualMachine"];

export const urnOf = (type: string): string =>
    `urn:pulumi:dev::build::docker-host-vm:index:DockerHostVm$${type}::build`;

/** The part of the output of `pulumi preview --json` that the program reads. */
export function plan(changes: readonly Change[], diagnostics: readonly object[] = []): string {
    const steps = changes.map(([op, type]) => ({
        op,
        urn: urnOf(type),
        ...(op === "delete" ? {} : { newState: { type } }),
    }));
    return JSON.stringify({ steps, diagnostics });
}
