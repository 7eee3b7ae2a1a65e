import { at, textAt } from "../../../shared/json";
import { isSoftDeleted } from "../softDeleted";
import { TOKENS } from "../types";
import { otherWith, SOURCES, type WriteRule } from "./rule";

/** The largest secret in bytes: Azure's 25 KB. */
const LARGEST_SECRET = 25 * 1024;

/** The rules for vaults and their secrets. */
export const keyVaultRules: readonly WriteRule[] = [
    {
        code: "VaultNameNotValid",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.vault,
        violation: ({ name }) =>
            /^[a-z](-?[a-z0-9])+$/i.test(name) && name.length >= 3 && name.length <= 24
                ? undefined
                : `The vault name '${name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens. Follow this link for more information: https://go.microsoft.com/fwlink/?linkid=2147742`,
    },
    {
        code: "VaultAlreadyExists",
        status: 409,
        source: SOURCES.recorded,
        on: TOKENS.vault,
        violation: (write) => {
            const sameName = (other: string): boolean => other.toLowerCase() === write.name.toLowerCase();
            return (
                otherWith(write, TOKENS.vault, ({ properties }) => sameName(String(properties["name"]))) &&
                `The vault name '${write.name}' is already in use. Vault names are globally unique so it is possible that the name is already taken.`
            );
        },
    },
    {
        code: "ConflictError",
        status: 409,
        source: SOURCES.recorded,
        on: TOKENS.vault,
        violation: ({ name, store }) =>
            isSoftDeleted(name, store)
                ? "A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete."
                : undefined,
    },
    {
        code: "BadRequest",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.vault,
        violation: ({ inputs }) =>
            at(inputs, "properties", "enablePurgeProtection") === false
                ? 'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.'
                : undefined,
    },
    {
        code: "BadRequest",
        status: 400,
        source: SOURCES.vaultRest,
        on: TOKENS.vault,
        violation: ({ inputs }) => {
            const days = Number(at(inputs, "properties", "softDeleteRetentionInDays") ?? 90);
            return days >= 7 && days <= 90
                ? undefined
                : 'The property "softDeleteRetentionInDays" accepts values from 7 to 90.';
        },
    },
    {
        code: "BadRequest",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.vault,
        violation: ({ inputs, before }) => {
            const path = ["properties", "softDeleteRetentionInDays"];
            return before === undefined || at(before.properties, ...path) === (at(inputs, ...path) ?? 90)
                ? undefined
                : `The property "softDeleteRetentionInDays" has been set already and it can't be modified.`;
        },
    },
    {
        code: "BadParameter",
        status: 400,
        source: SOURCES.vaultLimits,
        on: TOKENS.vaultSecret,
        violation: ({ name }) =>
            /^[a-z0-9-]{1,127}$/i.test(name)
                ? undefined
                : `The request URI contains an invalid name: ${name}. It must be 1-127 letters, digits and hyphens.`,
    },
    {
        code: "BadParameter",
        status: 400,
        source: SOURCES.vaultLimits,
        on: TOKENS.vaultSecret,
        violation: ({ inputs }) =>
            Buffer.byteLength(textAt(inputs, "properties", "value") ?? "") <= LARGEST_SECRET
                ? undefined
                : "Property value is larger than the 25 KB that a secret can have.",
    },
];
