import { matches, rule, secretRule } from "../validation/rules";
import type { Problem, Rule } from "../validation/problems";

/**
 * Rules for the administrator of a VM, from Azure's VM FAQ on user names and passwords
 * (https://learn.microsoft.com/azure/virtual-machines/linux/faq). Passwords need all four character classes that the original
 * `azure vm docker create` required, which also satisfies Azure's "three of four".
 */

/**
 * User names that Azure rejects on Linux, and `docker`, which the original command rejected: the engine's group has that name.
 */
const RESERVED_USERNAMES =
    `1 123 a actuser adm admin admin1 admin2 administrator aspnet backup console david docker guest john owner root server
    sql support support_388945a0 sys test test1 test2 test3 user user1 user2 user3 user4 user5`.split(/\s+/);

/**
 * Users and groups that exist in Ubuntu's images, from 14.04 on. `useradd` rejects their names, or the administrator would
 * become that user. `ubuntu` is not listed: the image creates that user only if no other is named.
 */
const UBUNTU_USERNAMES =
    `_apt _chrony _ssh audio bin cdrom crontab daemon dhcpcd dialout dip disk fax floppy fuse fwupd-refresh games gnats irc
    kmem kvm landscape libuuid list lp lxd mail man messagebus mlocate netdev news nobody nogroup operator plugdev polkitd
    pollinate proxy render sasl sgx shadow src ssh sshd ssl-cert staff sudo sync syslog systemd-bus-proxy systemd-coredump
    systemd-journal systemd-network systemd-resolve systemd-timesync tape tcpdump tss tty users usbmux utmp uucp uuidd video
    voice whoopsie www-data`.split(/\s+/);

const TAKEN_USERNAMES = new Set([...RESERVED_USERNAMES, ...UBUNTU_USERNAMES]);

/** A Linux user name that `useradd` accepts, and that neither Azure nor Ubuntu reserves. */
export const adminUsername = rule(
    (value) => matches(/^[a-z_][a-z0-9_-]{0,31}$/, value) && !TAKEN_USERNAMES.has(value),
    "1 to 32 lowercase letters, digits, hyphens and underscores, starting with a letter or underscore, and no name reserved by Azure (admin, root, user, test, docker, ...) or Ubuntu (daemon, www-data, ...)",
    "Choose another name, for example azureuser",
);

/** The special characters of which the original command required one. */
export const SPECIAL_CHARACTERS = "!@#$%^&+=";

const PASSWORD_CLASSES = [/[a-z]/, /[A-Z]/, /[0-9]/, new RegExp(`[${SPECIAL_CHARACTERS}]`)];

/**
 * A password that satisfies both Azure's rule for Linux and that of the original command. The passwords that Azure bans
 * (P@ssw0rd and the like) are all shorter.
 */
export const adminPassword = secretRule(
    // Azure rejects control characters.
    (value) => matches(/^\P{Cc}{12,72}$/u, value) && PASSWORD_CLASSES.every((pattern) => pattern.test(value)),
    "12 to 72 characters with a lowercase letter, an uppercase letter, a digit and one of !@#$%^&+=, without control characters",
    "Choose another password (the given one is not shown), or omit it to log in with SSH keys only",
);

/** A password is either given or generated. */
export function passwordProblems(args: {
    readonly adminPassword?: unknown;
    readonly generateAdminPassword?: boolean;
}): readonly Problem[] {
    const expected = "false together with adminPassword, because a VM has one password";
    const fix = "Omit one of the two";
    return args.generateAdminPassword === true && args.adminPassword !== undefined
        ? [{ argument: "generateAdminPassword", expected, got: true, fix }]
        : [];
}

/** The length of an Ed25519 key in SSH's wire format: type and key, each prefixed with its length (RFC 8709, 4). */
const ED25519_BYTES = 4 + "ssh-ed25519".length + 4 + 32;

/**
 * An SSH public key that Azure accepts: RSA with at least 2048 bits, or Ed25519, on one line. A trailing line break is
 * allowed.
 */
export const sshPublicKey: Rule = (argument, value) => {
    const [type, data = ""] = typeof value === "string" ? value.split(" ") : [];
    const wire = Buffer.from(data, "base64");
    const named = wire.length > 4 && wire.subarray(4, 4 + wire.readUInt32BE(0)).toString() === type;
    const strong =
        (type === "ssh-ed25519" && wire.length === ED25519_BYTES) || (type === "ssh-rsa" && rsaBits(wire) >= 2048);
    const expected = "a one-line OpenSSH public key: ssh-ed25519, or ssh-rsa with at least 2048 bits";
    const got = typeof value === "string" ? value.slice(0, 40) : value;
    const fix = "Use the contents of a file such as ~/.ssh/id_ed25519.pub";
    return typeof value === "string" && !/[\r\n]/.test(value.trim()) && named && strong
        ? []
        : [{ argument, expected, got, fix }];
};

/**
 * The size in bits of an RSA modulus in SSH's wire format: type, exponent, modulus, each prefixed with its length (RFC 4253,
 * 6.6).
 */
function rsaBits(wire: Buffer): number {
    const fields: Buffer[] = [];
    for (let at = 0; at + 4 <= wire.length;) {
        const length = wire.readUInt32BE(at);
        fields.push(wire.subarray(at + 4, at + 4 + length));
        at += 4 + length;
    }
    const modulus = fields[2] ?? Buffer.alloc(0);
    const leadingZero = modulus[0] === 0 ? 1 : 0;
    return (modulus.length - leadingZero) * 8;
}
