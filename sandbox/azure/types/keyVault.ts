import { randomUUID } from "node:crypto";
import type { Values } from "../../providers/values";
import { at, recordAt } from "../../../shared/json";
import type { ArmType } from "../armType";
import type { Cloud } from "../clouds";
import { succeeded, topLevel } from "./common";

const API_VERSION = "2024-11-01";

export const vault: ArmType = {
    ...topLevel("Microsoft.KeyVault", "vaults", "vaultName"),
    token: "azure-native:keyvault:Vault",
    apiVersion: API_VERSION,
    replacingInputs: ["location"],
    project: ({ name, inputs, cloud }) => ({
        properties: {
            accessPolicies: [],
            enabledForDeployment: false,
            enableSoftDelete: true,
            enableRbacAuthorization: false,
            publicNetworkAccess: "Enabled",
            softDeleteRetentionInDays: 90,
            ...recordAt(inputs, "properties"),
            vaultUri: vaultUri(name, cloud),
            ...succeeded,
        },
    }),
};

export const vaultSecret: ArmType = {
    token: "azure-native:keyvault:Secret",
    armType: "Microsoft.KeyVault/vaults/secrets",
    apiVersion: API_VERSION,
    nameInput: "secretName",
    pathInputs: ["resourceGroupName", "vaultName", "secretName"],
    requiredInputs: ["resourceGroupName", "vaultName", "properties"],
    replacingInputs: [],
    id: (inputs) => `${vault.id(inputs)}/secrets/${String(inputs["secretName"])}`,
    project: (write) => {
        const uri = `${vaultUri(String(write.inputs["vaultName"]), write.cloud)}secrets/${write.name}`;
        const { value: _value, ...shown } = recordAt(write.inputs, "properties");
        return {
            properties: {
                ...shown,
                attributes: attributes(at(write.before?.properties, "properties", "attributes")),
                secretUri: uri,
                secretUriWithVersion: `${uri}/${randomUUID().replaceAll("-", "")}`,
            },
        };
    },
};

const vaultUri = (name: string, { vaultNames }: Cloud): string => `https://${name}.${vaultNames}/`;

/** Azure counts in seconds. @param earlier those before this write */
function attributes(earlier: unknown): Values {
    const now = Math.floor(Date.now() / 1000);
    return { enabled: true, created: at(earlier, "created") ?? now, updated: now };
}
