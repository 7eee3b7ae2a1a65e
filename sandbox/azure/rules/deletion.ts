import { listAt, textAt } from "../../../shared/json";
import type { Values } from "../../providers/values";
import { DEPLOYER } from "../deployer";
import { nameOf, sameId } from "../resourceIds";
import type { Store } from "../store";
import { TOKENS } from "../types";
import { usesDisk } from "../types/disk";
import { canDeleteSecret } from "./authorization";
import { type DeleteRule, extensionOfStopped, SOURCES, usesInterface } from "./rule";

/** The id of the IP configuration that refers to this subnet or public address; undefined if there is none. */
function configurationUsing(property: string, id: string, store: Store): string | undefined {
    const configurations = store
        .list(TOKENS.networkInterface)
        .flatMap(({ properties }) => listAt(properties, "ipConfigurations"));
    return textAt(
        configurations.find((one) => sameId(textAt(one, property, "id"), id)),
        "id",
    );
}

/** The resource of a type that refers to this one in a property; undefined if there is none. */
function userOf(
    id: string,
    type: string,
    refers: (properties: Values) => readonly (string | undefined)[],
    store: Store,
): string | undefined {
    return store.list(type).find(({ properties }) => refers(properties).some((one) => sameId(one, id)))?.id;
}

/** A zone's records are deleted with it. */
const PRIVATE_RECORDS = "azure-native:privatedns:PrivateRecordSet";

/** What VMs and disks can refer to, and how. */
const USED_BY_VMS = [
    {
        type: TOKENS.proximityPlacementGroup,
        source: SOURCES.placementGroups,
        refers: (vm: Values) => [textAt(vm, "proximityPlacementGroup", "id")],
    },
    {
        type: TOKENS.dedicatedHost,
        source: SOURCES.dedicatedHosts,
        refers: (vm: Values) => [textAt(vm, "host", "id")],
    },
    {
        type: TOKENS.diskEncryptionSet,
        source: SOURCES.customerKeys,
        refers: (user: Values) => [
            textAt(user, "storageProfile", "osDisk", "managedDisk", "diskEncryptionSet", "id"),
            textAt(user, "encryption", "diskEncryptionSetId"),
        ],
    },
];

/**
 * A resource in use cannot be deleted: Azure's status is 400, but 409 for a disk. An extension cannot be without its VM's agent.
 * A secret can be deleted, but not by everybody.
 */
export const deletionRules: readonly DeleteRule[] = [
    {
        code: "PublicIPAddressCannotBeDeleted",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.publicIpAddress,
        violation: ({ id }, store) => {
            const gatewayAddresses = (properties: Values): (string | undefined)[] =>
                listAt(properties, "publicIpAddresses").map((one) => textAt(one, "id"));
            const user =
                configurationUsing("publicIPAddress", id, store) ??
                userOf(id, TOKENS.natGateway, gatewayAddresses, store);
            return (
                user &&
                `Public IP address ${id} can not be deleted since it is still allocated to resource ${user}. In order to delete the public IP, disassociate/detach the Public IP address from the resource.  To learn how to do this, see aka.ms/deletepublicip.`
            );
        },
    },
    {
        code: "NicInUse",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.networkInterface,
        violation: ({ id }, store) => {
            const user = store.list(TOKENS.virtualMachine).find(({ properties }) => usesInterface(properties, id));
            return (
                user &&
                `Network Interface ${id} is used by existing resource ${user.id}. In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.`
            );
        },
    },
    {
        code: "OperationNotAllowed",
        status: 409,
        source: SOURCES.recorded,
        on: TOKENS.disk,
        violation: ({ id }, store) => {
            const user = store.list(TOKENS.virtualMachine).find(({ properties }) => usesDisk(properties, id));
            return user && `Disk ${nameOf(id)} is attached to VM ${user.id}.`;
        },
    },
    {
        code: "InUseNetworkSecurityGroupCannotBeDeleted",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.networkSecurityGroup,
        violation: ({ id }, store) => {
            const users = store
                .list(TOKENS.networkInterface)
                .filter(({ properties }) => sameId(textAt(properties, "networkSecurityGroup", "id"), id))
                .map((user) => user.id);
            return users.length === 0
                ? undefined
                : `Network security group ${id} cannot be deleted because it is in use by the following resources: ${users.join(", ")}. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`;
        },
    },
    {
        code: "OperationNotAllowed",
        status: 409,
        source: SOURCES.recorded,
        on: TOKENS.virtualMachineExtension,
        violation: ({ id }, store) => extensionOfStopped(id, store),
    },
    {
        code: "InUseSubnetCannotBeDeleted",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.subnet,
        violation: ({ id }, store) => subnetInUse(id, store),
    },
    {
        code: "InUseNatGatewayCannotBeDeleted",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.natGateway,
        violation: ({ id }, store) => {
            const user = userOf(id, TOKENS.subnet, (subnet) => [textAt(subnet, "natGateway", "id")], store);
            return (
                user &&
                `Nat gateway ${id} cannot be deleted because it is in use by the following resources: ${user}. In order to delete the Nat gateway, remove the association with the resource(s).`
            );
        },
    },
    {
        // azure-native deletes a secret through the vault itself, because Azure Resource Manager cannot.
        code: "Forbidden",
        status: 403,
        source: SOURCES.vaultRoles,
        on: TOKENS.vaultSecret,
        violation: ({ id }, store) =>
            canDeleteSecret(DEPLOYER.objectId, id, store)
                ? undefined
                : `Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: appid=${DEPLOYER.clientId};oid=${DEPLOYER.objectId}\r\nAction: 'Microsoft.KeyVault/vaults/secrets/delete'\r\nResource: '${id.toLowerCase()}'`,
    },
    {
        code: "ApplicationSecurityGroupInUse",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.applicationSecurityGroup,
        violation: ({ id }, store) => {
            const user = store
                .list(TOKENS.networkInterface)
                .flatMap(({ properties }) => listAt(properties, "ipConfigurations"))
                .find((one) =>
                    listAt(one, "applicationSecurityGroups").some((group) => sameId(textAt(group, "id"), id)),
                );
            return (
                user &&
                `Application Security Group ${nameOf(id)} cannot be deleted because it is referenced by IpConfiguration(s) ${String(user["name"])}.`
            );
        },
    },
    ...USED_BY_VMS.map(({ type, source, refers }): DeleteRule => ({
        // The message is not Azure's.
        code: "OperationNotAllowed",
        status: 409,
        source,
        on: type,
        violation: ({ id }, store) => {
            const user = [TOKENS.virtualMachine, TOKENS.disk]
                .map((one) => userOf(id, one, refers, store))
                .find((one) => one !== undefined);
            return user && `${id} cannot be deleted, because ${user} uses it.`;
        },
    })),
    ...[TOKENS.privateZone, TOKENS.dedicatedHostGroup].map((type): DeleteRule => ({
        code: "CannotDeleteResource",
        status: 409,
        source: SOURCES.deploymentErrors,
        on: type,
        violation: ({ id }, store) => {
            const nested = store.below(id).filter((one) => one.type !== PRIVATE_RECORDS);
            return nested.length === 0
                ? undefined
                : `Cannot delete resource while nested resources exist. Some existing nested resource IDs include: '${nested.map((one) => one.id).join(", ")}'. Please delete all nested resources before deleting this resource.`;
        },
    })),
    {
        code: "InUseSubnetCannotBeDeleted",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.virtualNetwork,
        violation: ({ id }, store) =>
            store
                .below(id)
                .map((subnet) => subnetInUse(subnet.id, store))
                .find((message) => message !== undefined),
    },
];

function subnetInUse(id: string, store: Store): string | undefined {
    const user = configurationUsing("subnet", id, store);
    return (
        user &&
        `Subnet ${nameOf(id)} is in use by ${user} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`
    );
}
