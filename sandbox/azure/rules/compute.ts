import { isDeepStrictEqual } from "node:util";
import { at, isRecord, listAt, textAt } from "../../../shared/json";
import {
    catalogueArchitecture,
    catalogueGeneration,
    catalogueVersion,
    EXTENSIONS,
    isPatchedByPlatform,
} from "../catalogue";
import type { Values } from "../../providers/values";
import { parentId, sameId } from "../resourceIds";
import { TOKENS } from "../types";
import { extensionOfStopped, otherWith, SOURCES, usesInterface, type WriteRule } from "./rule";

/**
 * The properties that Azure accepts only when a VM is created, by their name in the error message. This list, the generations
 * of sizes and the user names below are also in `components/`. Each was taken from Azure's pages separately, so that the
 * emulated Azure does not share the components' mistakes.
 */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
    computerName: ["osProfile", "computerName"],
    adminUsername: ["osProfile", "adminUsername"],
    "linuxConfiguration.ssh.publicKeys": ["osProfile", "linuxConfiguration", "ssh", "publicKeys"],
    "linuxConfiguration.disablePasswordAuthentication": [
        "osProfile",
        "linuxConfiguration",
        "disablePasswordAuthentication",
    ],
    "osDisk.name": ["storageProfile", "osDisk", "name"],
    "osDisk.managedDisk.storageAccountType": ["storageProfile", "osDisk", "managedDisk", "storageAccountType"],
    imageReference: ["storageProfile", "imageReference"],
    zones: ["zones"],
    plan: ["plan"],
    "osDisk.managedDisk.diskEncryptionSet": ["storageProfile", "osDisk", "managedDisk", "diskEncryptionSet", "id"],
    evictionPolicy: ["evictionPolicy"],
    "securityProfile.securityType": ["securityProfile", "securityType"],
};

/** The generation that a size boots, if it boots only one. From Azure's pages about the size series; case is ignored. */
function onlyGeneration(vmSize: string): 1 | 2 | undefined {
    if (/^(basic|standard)_(a\d+m?(_v2)?|[de]\d+i?(_v[23])?|f\d+|g\d+|nc\d+r?|nv\d+)$/i.test(vmSize)) {
        return 1;
    }
    return /_v[67]$|^standard_(dc|ec)\d|^standard_m\d.*_v\d$/i.test(vmSize) || onlyArm64(vmSize) ? 2 : undefined;
}

/** Whether a size has an Ampere or Cobalt processor: such sizes have a `p` after their number. */
function onlyArm64(vmSize: string): boolean {
    return /^standard_[a-z]+\d+[a-z]*p[a-z]*_v\d+$/i.test(vmSize);
}

/** The user names that Azure does not accept for an administrator, in any case. */
const DISALLOWED_USERNAMES =
    "administrator admin user user1 user2 user3 user4 user5 test test1 test2 test3 admin1 admin2 1 123 a actuser adm aspnet backup console david guest john owner root server sql support support_388945a0 sys".split(
        " ",
    );

/** Whether two values are the same, except that Azure adds properties to an object, such as an image's exact version. */
function agrees(wanted: unknown, recorded: unknown): boolean {
    return isDeepStrictEqual(isRecord(recorded) && isRecord(wanted) ? { ...recorded, ...wanted } : wanted, recorded);
}

/** The rules for virtual machines and their extensions. */
export const computeRules: readonly WriteRule[] = [
    {
        code: "PlatformImageNotFound",
        status: 404,
        source: SOURCES.vmErrors,
        on: TOKENS.virtualMachine,
        violation: ({ inputs }) => {
            const image = at(inputs, "storageProfile", "imageReference");
            // The catalogue has only images of the marketplace.
            const custom = ["id", "communityGalleryImageId", "sharedGalleryImageId"];
            if (custom.some((name) => textAt(image, name) !== undefined) || catalogueVersion(image) !== undefined) {
                return undefined;
            }
            const urn = ["publisher", "offer", "sku", "version"].map((part) => textAt(image, part) ?? "").join(":");
            return `The platform image '${urn}' is not available. Verify that all fields in the storage profile are correct. For more details about storage profile information, please refer to https://aka.ms/storageprofile`;
        },
    },
    {
        code: "InvalidParameter",
        status: 400,
        source: SOURCES.rest,
        on: TOKENS.virtualMachine,
        violation: ({ inputs }) => {
            const password = textAt(inputs, "osProfile", "adminPassword");
            const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9_]/];
            const strong = (text: string): boolean =>
                /^\P{Cc}{6,72}$/u.test(text) && classes.filter((pattern) => pattern.test(text)).length >= 3;
            return password === undefined || strong(password)
                ? undefined
                : "The supplied password must be between 6-72 characters long and must satisfy at least 3 of password complexity requirements from the following:\r\n1) Contains an uppercase character\r\n2) Contains a lowercase character\r\n3) Contains a numeric digit\r\n4) Contains a special character\r\n5) Control characters are not allowed";
        },
    },
    {
        code: "InvalidParameter",
        status: 400,
        source: SOURCES.rest,
        on: TOKENS.virtualMachine,
        violation: ({ inputs }) => {
            const linux = at(inputs, "osProfile", "linuxConfiguration");
            const byKey = at(linux, "disablePasswordAuthentication") === true;
            const hasPassword = textAt(inputs, "osProfile", "adminPassword") !== undefined;
            return (byKey ? listAt(linux, "ssh", "publicKeys").length > 0 : hasPassword)
                ? undefined
                : "Authentication using either SSH or by user name and password must be enabled in Linux profile.";
        },
    },
    {
        code: "InvalidParameter",
        status: 400,
        source: SOURCES.vmErrors,
        on: TOKENS.virtualMachine,
        violation: ({ inputs }) =>
            DISALLOWED_USERNAMES.includes(textAt(inputs, "osProfile", "adminUsername")?.toLowerCase() ?? "")
                ? "The Admin Username specified is not allowed."
                : undefined,
    },
    {
        code: "PropertyChangeNotAllowed",
        status: 409,
        source: SOURCES.recorded,
        on: TOKENS.virtualMachine,
        violation: ({ inputs, before }) => {
            const changed = Object.entries(IMMUTABLE).find(
                ([, path]) => before && !agrees(at(inputs, ...path), at(before.properties, ...path)),
            );
            return changed && `Changing property '${changed[0]}' is not allowed.`;
        },
    },
    {
        code: "BadRequest",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.virtualMachine,
        violation: ({ inputs }) => {
            const generation = catalogueGeneration(at(inputs, "storageProfile", "imageReference"));
            const size = textAt(inputs, "hardwareProfile", "vmSize") ?? "";
            const boots = onlyGeneration(size);
            return generation === undefined || boots === undefined || boots === generation
                ? undefined
                : `The selected VM size '${size}' cannot boot Hypervisor Generation '${generation}'. If this was a Create operation please check that the Hypervisor Generation of the Image matches the Hypervisor Generation of the selected VM Size. If this was an Update operation please select a Hypervisor Generation '${generation}' VM Size. For more information, see https://aka.ms/azuregen2vm`;
        },
    },
    {
        code: "BadRequest",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.virtualMachine,
        violation: ({ inputs }) => {
            const image = catalogueArchitecture(at(inputs, "storageProfile", "imageReference"));
            const size = textAt(inputs, "hardwareProfile", "vmSize") ?? "";
            const processor = onlyArm64(size) ? "Arm64" : "x64";
            return image === undefined || image === processor
                ? undefined
                : `Cannot create a VM of size '${size}' because this VM size only supports a CPU Architecture of '${processor}', but an image or disk with CPU Architecture '${image}' was given. Please check that the CPU Architecture of the image or disk is compatible with that of the VM size.`;
        },
    },
    {
        code: "BadRequest",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.virtualMachine,
        violation: ({ inputs }) => {
            const trusted = textAt(inputs, "securityProfile", "securityType") === "TrustedLaunch";
            const image = at(inputs, "storageProfile", "imageReference");
            const managed = /\/Microsoft\.Compute\/images\//i.test(textAt(image, "id") ?? "");
            return trusted && (managed || catalogueGeneration(image) === 1)
                ? "Use of TrustedLaunch setting is not supported for the provided image. Please select Trusted Launch Supported Gen2 OS Image. For more information, see https://aka.ms/TrustedLaunch-FAQ."
                : undefined;
        },
    },
    {
        code: "InvalidParameter",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.virtualMachine,
        violation: ({ inputs }) => {
            const settings = at(inputs, "osProfile", "linuxConfiguration", "patchSettings");
            const byPlatform = ["patchMode", "assessmentMode"].some(
                (name) => textAt(settings, name) === "AutomaticByPlatform",
            );
            return byPlatform && !isPatchedByPlatform(at(inputs, "storageProfile", "imageReference"))
                ? "The selected VM image is not supported for VM Guest patch operations. Learn more at: https://aka.ms/VMGuestPatchingCompatibility"
                : undefined;
        },
    },
    {
        code: "NicInUse",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.virtualMachine,
        violation: (write) => {
            const mine = listAt(write.inputs, "networkProfile", "networkInterfaces").map((one) => textAt(one, "id"));
            const holder = otherWith(write, TOKENS.virtualMachine, ({ properties }) =>
                mine.some((id) => usesInterface(properties, id)),
            );
            return holder && `Network Interface ${String(mine[0])} is used by existing resource ${holder.id}.`;
        },
    },
    {
        code: "OperationNotAllowed",
        status: 409,
        source: SOURCES.recorded,
        on: TOKENS.virtualMachineExtension,
        violation: ({ id, store }) => extensionOfStopped(id, store),
    },
    {
        code: "BadRequest",
        status: 400,
        source: SOURCES.vmErrors,
        on: TOKENS.virtualMachineExtension,
        violation: (write) => {
            const handlerOf = ({ publisher, type }: Values): string => `${String(publisher)}.${String(type)}`;
            const handler = handlerOf(write.inputs);
            const other = otherWith(
                write,
                TOKENS.virtualMachineExtension,
                ({ id, properties }) =>
                    sameId(parentId(id), parentId(write.id)) &&
                    handlerOf(properties).toLowerCase() === handler.toLowerCase(),
            );
            return (
                other &&
                `Multiple VMExtensions per handler not supported for OS type 'Linux'. VMExtension '${write.name}' with handler '${handler}' already added or specified in input.`
            );
        },
    },
    {
        code: "ArtifactNotFound",
        status: 400,
        source: SOURCES.vmErrors,
        on: TOKENS.virtualMachineExtension,
        violation: ({ inputs }) => {
            const [publisher, type] = [String(inputs["publisher"]), String(inputs["type"])];
            return `${publisher}/${type}` in EXTENSIONS
                ? undefined
                : `The VM extension with publisher '${publisher}' and type '${type}' could not be found in location '${String(inputs["location"])}'.`;
        },
    },
    {
        code: "ArtifactVersionNotFound",
        status: 404,
        source: SOURCES.vmErrors,
        on: TOKENS.virtualMachineExtension,
        violation: ({ inputs }) => {
            const [publisher, type] = [String(inputs["publisher"]), String(inputs["type"])];
            const version = String(inputs["typeHandlerVersion"]);
            return EXTENSIONS[`${publisher}/${type}`]?.includes(version)
                ? undefined
                : `No version found in the artifact repository that satisfies the requested version '${version}' for VM extension with publisher '${publisher}' and type '${type}'.`;
        },
    },
];
