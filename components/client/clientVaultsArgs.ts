import type * as pulumi from "@pulumi/pulumi";
import { chosenClientProblems } from "../certificates/chosenClient";
import { type ClientCertificate, clientName, clientsRule } from "../certificates/clientCertificate";
import { certificatePem } from "../certificates/pem";
import { PrincipalType } from "../options";
import { isUnknown, type Problem, type Rule, unknownProblem } from "../validation/problems";
import { listOfInputs, matches, oneOf, rule, text } from "../validation/rules";
import { tags } from "../validation/tags";
import { anyOf, membersOf, missing, type Rules, walk } from "../validation/walk";
import { isRecord } from "../../shared/json";

/** An identity in Entra ID that can read a client's files. */
export interface VaultReader {
    /** Object ID of the user, group or service principal; for a managed identity, its `principalId`. Not an application's ID. */
    principalId: pulumi.Input<string>;
    /** Kind of the identity. Managed identities and applications are service principals. */
    principalType: PrincipalType;
}

/** The arguments of `ClientVaults`. */
export interface ClientVaultsArgs {
    /** Name of the resource group for the vaults. A change makes new vaults, with new names. */
    resourceGroupName: pulumi.Input<string>;
    /** Azure region of the vaults. A change makes new vaults, with new names. */
    location: pulumi.Input<string>;
    /** The certificates that clients trust, PEM, for `ca.pem`. */
    caCertPem: pulumi.Input<string>;
    /** The client identities by name. Only those with `readers` get a vault. */
    clients: pulumi.Input<Record<string, pulumi.Input<ClientCertificate>>>;
    /**
     * Who can read the files, by the name of the client and a name of your choice for the reader. Each client named here gets a
     * vault. A client without readers (`{}`) gets one, too, whose readers you appoint elsewhere. Readers are added and removed
     * in place. To rename a reader, remove it first: Azure rejects the same identity under two names.
     */
    readers: Record<string, Record<string, VaultReader>>;
    /**
     * The `dockerHost` of each host that the files are for, to be stored with them. The vaults get the files only after all
     * these daemons have answered with their new certificates.
     *
     * @defaultValue - none: the vaults get the files at once
     */
    dockerHosts?: pulumi.Input<pulumi.Input<string>[]>;
    /**
     * Tags of the vaults, by name: at most 50, with names of up to 512 characters that differ by more than case, and values of
     * up to 256. Never write a secret into a tag. A change updates the tags in place.
     *
     * @defaultValue `{}`
     * @see https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources
     */
    tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** The object ID of an identity. */
export const principalId = rule(
    (value) => matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, value),
    "the object ID of an identity in Entra ID, a GUID",
    "For your own, run az ad signed-in-user show --query id; for an application's, az ad sp show --id APP_ID --query id",
);

const reader = membersOf("an identity in Entra ID", {
    principalId: { input: principalId },
    principalType: oneOf(Object.values(PrincipalType)),
});

const readerName = rule(
    (value) => matches(/^[a-z0-9-]{1,40}$/, value),
    "1 to 40 lowercase letters, digits and hyphens",
    "For example, use pipeline",
);

/** An object whose names and members each meet a rule. */
const entries =
    (expected: string, name: Rule, member: Rule): Rule =>
    (argument, value) => {
        if (isUnknown(value)) {
            return [unknownProblem(argument)];
        }
        return isRecord(value)
            ? Object.entries(value).flatMap(([key, one]) => [
                  ...name(`${argument}.${key}`, key),
                  ...member(`${argument}.${key}`, one),
              ])
            : [{ argument, expected, got: value, fix: "Write an object with names, {} if there are none" }];
    };

/** An identity that has two names would have its role twice. */
const distinctIds: Rule = (argument, value) => {
    const ids = Object.values(isRecord(value) ? value : {}).map((one) =>
        isRecord(one) ? one["principalId"] : undefined,
    );
    const texts = ids.filter((id) => typeof id === "string").map((id) => id.toLowerCase());
    const twice = texts.find((id, index) => texts.indexOf(id) !== index);
    return twice === undefined
        ? []
        : [{ argument, expected: "each identity once", got: twice, fix: "Remove one of the names for it" }];
};

const byReader = entries("readers by name", readerName, reader);
const byClient = entries("readers by the name of the client", clientName, (argument, value) => [
    ...byReader(argument, value),
    ...distinctIds(argument, value),
]);

/** The readers of each client. @param names the names of all clients. Default: not known yet */
export const readersOf =
    (names?: readonly string[]): Rule =>
    (argument, value) => {
        const own = byClient(argument, value);
        const clients = own.length > 0 || names === undefined || !isRecord(value) ? [] : Object.keys(value);
        const strangers = clients.flatMap((client) =>
            chosenClientProblems(names ?? [], client).map((problem) => ({
                ...problem,
                argument: `${argument}.${client}`,
            })),
        );
        return [...own, ...strangers];
    };

/** The rules for the arguments. */
export const clientVaultsRules = {
    resourceGroupName: { input: text },
    location: { input: text },
    caCertPem: { input: certificatePem },
    clients: { input: clientsRule },
    readers: readersOf(),
    dockerHosts: { input: listOfInputs(text) },
    tags: { input: tags },
} as const satisfies Rules<ClientVaultsArgs>;

/** Checks the arguments. */
export function clientVaultsProblems(args: ClientVaultsArgs): readonly Problem[] {
    const own = walk(args, clientVaultsRules);
    if (anyOf(own, [])) {
        return own;
    }
    const { clients, readers } = args as Partial<ClientVaultsArgs>;
    const isKnown = isRecord(clients) && !isUnknown(clients) && !anyOf(own, ["clients", "readers"]);
    return [
        ...own,
        ...missing(args, "resourceGroupName", "Pass the resourceGroupName of a HostNetwork"),
        ...missing(args, "location", "Pass the location of a HostNetwork"),
        ...missing(args, "caCertPem", "Pass the authority's caCertPem"),
        ...missing(args, "clients", "Pass the authority's clients"),
        ...missing(args, "readers", "Name the clients and who can read their files"),
        ...(isKnown && readers !== undefined ? readersOf(Object.keys(clients))("readers", readers) : []),
    ];
}
