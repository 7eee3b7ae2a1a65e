import { isRecord } from "../../shared/json";
import { kindOf } from "../../shared/azure/resourceKind";
import { danger, type Finding } from "./finding";
import { listed, Markdown, prose } from "../markdown/markdown";
import type { Inputs, Plan, PlannedResource } from "../plan/plan";
import { valueAt } from "../plan/properties";

/** What a command runs; the values of its environment, and its triggers, are data. */
const CODE = ["create", "update", "delete", "interpreter", "stdin", "dir", "connection"] as const;
/** Variables by whose values a program finds code to run. */
const CODE_VARIABLES = /^(NODE_OPTIONS|NODE_PATH|PATH|BASH_ENV|ENV|SHELL|IFS|PERL5.*|PYTHON.*|LD_.*|DYLD_.*)$/i;
/** Properties of a VM by which code or rights get to it beside its extensions. */
const MACHINE = ["identity", "userData", "osProfile.customData", "applicationProfile"] as const;

/**
 * Code that runs where it did not before: on the machine of whoever runs Pulumi, with the rights to Azure that are there, or as
 * root on a VM. A resource that runs the same as another one did before, as a second host's gate does, is none.
 */
export function codeFindings({ resources, isNew }: Plan): Finding[] {
    if (isNew) {
        return [];
    }
    const ran = new Set(
        resources.filter(isCommand).flatMap(({ before }) => (before === undefined ? [] : [codeOf(before)])),
    );
    return resources.flatMap((resource) => {
        const { type, operation, before, after, changes } = resource;
        const finding = (text: Markdown): Finding[] => [danger("hardening", "another command", [resource], text)];
        if (after === undefined || operation === "same") {
            return [];
        }
        if (isCommand(resource)) {
            return ran.has(codeOf(after))
                ? []
                : finding(prose`runs code on the machine of whoever runs \`up\`, or on one that it connects to.`);
        }
        const kind = kindOf(type) ?? "";
        if (kind.startsWith("compute:VirtualMachineRunCommand")) {
            return finding(prose`runs code as root on the VM.`);
        }
        const touched = MACHINE.filter((property) =>
            before === undefined
                ? valueAt(after, property) !== undefined
                : changes.some(({ path }) => path.startsWith(property)),
        );
        const rights = touched.includes("identity")
            ? " Every client of a Docker host, and every container that reaches Azure's metadata service, can act as its identity."
            : "";
        const text = prose`another ${listed(touched)}, which gives code or rights to everything that runs on the VM.${new Markdown(rights)}`;
        return kind === "compute:VirtualMachine" && touched.length > 0 ? finding(text) : [];
    });
}

const isCommand = ({ type }: PlannedResource): boolean => type.startsWith("command:");

/** In a form to compare. By a variable that was not there a program may do something else, so that the names count. */
function codeOf(inputs: Inputs): string {
    const { environment } = inputs;
    const variables = isRecord(environment)
        ? Object.entries(environment)
              .map(([name, value]) => (CODE_VARIABLES.test(name) ? [name, value] : [name]))
              .sort()
        : environment;
    return JSON.stringify([...CODE.map((property) => valueAt(inputs, property)), variables]);
}
