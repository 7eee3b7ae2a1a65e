import { describe } from "@jest/globals";
import { adminPassword, adminUsername, sshPublicKey } from "../../../../components/machine/administratorRules";
import { autoShutdown } from "../../../../components/machine/autoShutdown";
import { disks } from "../../../../components/machine/diskSettings";
import { identity } from "../../../../components/machine/identitySettings";
import { image } from "../../../../components/machine/image";
import { machine } from "../../../../components/machine/machineSettings";
import { vmSize } from "../../../../components/machine/vmSize";
import { messageTable } from "../../../support/messageTable";

const SPOT = { evictionPolicy: "Deallocate" };

describe("The messages about the machine", () => {
    messageTable([
        [
            () => adminUsername("adminUsername", "root"),
            'adminUsername: expected 1 to 32 lowercase letters, digits, hyphens and underscores, starting with a letter or underscore, and no name reserved by Azure (admin, root, user, test, docker, ...) or Ubuntu (daemon, www-data, ...), got "root". Choose another name, for example azureuser.',
        ],
        [
            () => adminPassword("adminPassword", "s3cret"),
            "adminPassword: expected 12 to 72 characters with a lowercase letter, an uppercase letter, a digit and one of !@#$%^&+=, without control characters. Choose another password (the given one is not shown), or omit it to log in with SSH keys only.",
        ],
        [
            () => sshPublicKey("sshPublicKeys[0]", "ssh-dss AAAA"),
            'sshPublicKeys[0]: expected a one-line OpenSSH public key: ssh-ed25519, or ssh-rsa with at least 2048 bits, got "ssh-dss AAAA". Use the contents of a file such as ~/.ssh/id_ed25519.pub.',
        ],
        [
            () => autoShutdown("machine.autoShutdown", "19:00"),
            "machine.autoShutdown: expected time and time zone by name. Known members: time, timeZone.",
        ],
        [
            () => autoShutdown("machine.autoShutdown", { time: "7:30" }),
            'machine.autoShutdown.time: expected a time of day from 00:00 to 23:59 as a string, got "7:30". Write it with four digits and a colon, for example "19:00" or "07:30".',
        ],
        [
            () => autoShutdown("machine.autoShutdown", { time: "07:30", timeZone: "Europe/Berlin" }),
            'machine.autoShutdown.timeZone: expected the name of a time zone in Windows, such as UTC or W. Europe Standard Time, got "Europe/Berlin". Look it up at https://learn.microsoft.com/windows-hardware/manufacture/desktop/default-time-zones: names such as Europe/Berlin are not known there.',
        ],
        [() => disks("disks", 64), "disks: expected the disks by name, got 64. Known members: osDisk, dataDisk."],
        [
            () => disks("disks", { osDisk: 64 }),
            "disks.osDisk: expected settings of the OS disk by name, got 64. Known members: sizeGB, type.",
        ],
        [
            () => disks("disks", { dataDisk: true }),
            "disks.dataDisk: expected settings of the data disk by name, got true. Known members: sizeGB, type, allowDataLoss.",
        ],
        [
            () => disks("disks", { dataDisk: { sizeGB: 3 } }),
            "disks.dataDisk.sizeGB: expected a whole number of GiB from 4 to 4095, got 3. Choose a number in that range.",
        ],
        [
            () => identity("identity", true),
            "identity: expected the identities of the VM, got true. Known members: systemAssigned, userAssignedIds.",
        ],
        [
            () => identity("identity", { userAssignedIds: ["team"] }),
            'identity.userAssignedIds[0]: expected the Azure resource ID of a user-assigned managed identity, got "team". Run `az identity list --query [].id` to list them.',
        ],
        [
            () => identity("identity", { userAssigned: ["team"] }),
            "identity.userAssigned: expected a known member. Use userAssignedIds, or remove it.",
        ],
        [
            () => image("image", "ubuntu"),
            'image: expected a short name (ubuntu-14.04, ubuntu-16.04, ubuntu-18.04, ubuntu-20.04, ubuntu-22.04, ubuntu-24.04, ubuntu-24.04-arm64, ubuntu-26.04, ubuntu-26.04-arm64), a URN publisher:offer:sku:version, the resource ID of an image, or its ID in a community or shared gallery, got "ubuntu". For example, use ubuntu-24.04, or Canonical:ubuntu-24_04-lts:server:latest.',
        ],
        [
            () => machine("machine", "fast"),
            "machine: expected settings of the VM by name. Known members: zone, autoShutdown, spot, bootDiagnostics, acceleratedNetworking.",
        ],
        [
            () => machine("machine", { spot: { ...SPOT, maxPrice: 0 } }),
            "machine.spot.maxPrice: expected -1, or a price in US dollars per hour that is greater than zero, with at most five decimals, got 0. Choose a price, for example 0.05, or omit it to pay at most the normal price.",
        ],
        [
            () => machine("machine", { spot: true }),
            "machine.spot: expected settings of a spot VM by name, got true. Known members: evictionPolicy, maxPrice.",
        ],
        [
            () => vmSize("vmSize", "large"),
            'vmSize: expected the name of a VM size, such as Standard_B2ls_v2, got "large". Run `az vm list-skus --location <region>` to list the sizes.',
        ],
    ]);
});
