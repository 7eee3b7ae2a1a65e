import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { rangeOf } from "../../shared/azure/addressRanges";
import { type Problem, isUnknown, unknownProblem, type Rule } from "./problems";

/**
 * The rules that single values must meet before anything is created. Azure's own checks run only when a resource is
 * made, so that a preview would pass and the deployment fail half-way.
 *
 * Sources: Azure's naming rules (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules),
 * its VM FAQ for user names and passwords (https://learn.microsoft.com/azure/virtual-machines/linux/faq), and for the
 * password the original `azure vm docker create`, whose four classes are all required here: that meets Azure's "three of
 * four" as well.
 */

/** User names that Azure refuses for Linux, and `docker`, which the original refused: the engine's group has that name. */
const RESERVED_USERNAMES = new Set(
    `1 123 a actuser adm admin admin1 admin2 administrator aspnet backup console david docker guest john owner root server
    sql support support_388945a0 sys test test1 test2 test3 user user1 user2 user3 user4 user5`.split(/\s+/),
);

/**
 * Users and groups that Ubuntu's images have already, from 14.04 on: `useradd` refuses their names, so that nobody could
 * log in, or would be one of them. `ubuntu` is not among them: the image makes that user only where no other is named.
 */
const UBUNTU_USERNAMES = new Set(
    `_apt _chrony _ssh audio bin cdrom crontab daemon dhcpcd dialout dip disk fax floppy fuse fwupd-refresh games gnats irc
    kmem kvm landscape libuuid list lp lxd mail man messagebus mlocate netdev news nobody nogroup operator plugdev polkitd
    pollinate proxy render sasl sgx shadow src ssh sshd ssl-cert staff sudo sync syslog systemd-bus-proxy systemd-coredump
    systemd-journal systemd-network systemd-resolve systemd-timesync tape tcpdump tss tty users usbmux utmp uucp uuidd video
    voice whoopsie www-data`.split(/\s+/),
);

/** Words that Azure reserves inside a DNS label (error DomainNameLabelReserved). */
const RESERVED_LABEL_WORDS = ["azure", "bing", "login", "microsoft", "windows", "xbox"];

const reservedWord = (label: string): string | undefined => RESERVED_LABEL_WORDS.find((word) => label.includes(word));

const check = (ok: boolean, problem: Problem): readonly Problem[] => (ok ? [] : [problem]);

const matches = (pattern: RegExp, value: unknown): value is string => typeof value === "string" && pattern.test(value);

/** A Linux user that `useradd` takes, that Azure does not reserve and that Ubuntu does not have already. */
export const adminUsername: Rule = (argument, value) =>
    check(
        matches(/^[a-z_][a-z0-9_-]{0,31}$/, value) && !RESERVED_USERNAMES.has(value) && !UBUNTU_USERNAMES.has(value),
        {
            argument,
            expected:
                "a Linux user name of 1 to 32 lower-case letters, digits, hyphens and underscores that starts with a letter or underscore, is not reserved by Azure (admin, root, user, test, docker, ...) and not Ubuntu's own (daemon, www-data, ...)",
            got: value,
            fix: "Choose another name, for example azureuser",
        },
    );

/**
 * Azure's rule for Linux and that of the original command, both at once. The passwords that Azure bans (P@ssw0rd and the
 * like) are all shorter. The value is never shown.
 */
export const adminPassword: Rule = (argument, value) => {
    const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[!@#$%^&+=]/];
    const control = /[\u0000-\u001f\u007f]/; // eslint-disable-line no-control-regex -- Azure refuses control characters
    const ok =
        typeof value === "string" &&
        value.length >= 12 &&
        value.length <= 72 &&
        classes.every((pattern) => pattern.test(value)) &&
        !control.test(value);
    return check(ok, {
        argument,
        expected:
            "12 to 72 characters with a lower-case letter, an upper-case letter, a digit and one of !@#$%^&+=, without control characters",
        fix: "Set another password (the one given is not shown), or none at all to log in by SSH key only",
    });
};

/** The host's name: VM name, computer name and start of the generated DNS label, so the strictest of the three. */
export const hostName: Rule = (argument, value) =>
    check(matches(/^[a-z][a-z0-9-]{0,52}[a-z0-9]$/, value) && reservedWord(value) === undefined, {
        argument,
        expected: `a host name of 2 to 54 lower-case letters, digits and hyphens that starts with a letter, ends with a letter or digit and holds none of Azure's reserved words (${RESERVED_LABEL_WORDS.join(", ")})`,
        got: value,
        fix: "Choose another name, for example build-1",
    });

/** A DNS label of a public address: https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses. */
export const dnsLabel: Rule = (argument, value) =>
    check(matches(/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/, value) && reservedWord(value) === undefined, {
        argument,
        expected: `a DNS label of 3 to 63 lower-case letters, digits and hyphens that starts with a letter, ends with a letter or digit and holds none of Azure's reserved words (${RESERVED_LABEL_WORDS.join(", ")})`,
        got: value,
        fix: "Choose another label, or leave it out for a generated one",
    });

/** The TCP port of the Docker daemon; 22 belongs to SSH. */
export const dockerPort: Rule = (argument, value) =>
    check(Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535 && value !== 22, {
        argument,
        expected: "a whole number from 1 to 65535 other than 22, which is SSH's",
        got: value,
        fix: "Choose a free port, for example 4243",
    });

/** A whole number in a range. */
export const wholeNumber =
    (unit: string, minimum: number, maximum: number): Rule =>
    (argument, value) =>
        check(Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum, {
            argument,
            expected: `a whole number of ${unit} from ${minimum} to ${maximum}`,
            got: value,
            fix: `Set it to a number in that range`,
        });

/** One of a closed set of strings. */
export const oneOf =
    (allowed: readonly string[]): Rule =>
    (argument, value) =>
        check(typeof value === "string" && allowed.includes(value), {
            argument,
            expected:
                allowed.length === 1 ? `"${allowed.join()}"` : `one of ${allowed.map((a) => `"${a}"`).join(", ")}`,
            got: value,
            fix: "Write one of these, exactly as shown",
        });

/** A folder on the machine that runs Pulumi. */
export const folder: Rule = (argument, value) => {
    const othersHome = typeof value === "string" && /^~[^/\\]/.test(value);
    const fix = "Write ~/ for your own home, or an absolute path";
    return othersHome
        ? [{ argument, expected: "a path, which may begin with ~/", got: value, fix }]
        : text(argument, value);
};

/** A boolean; other languages and configuration files may bring something else. */
export const trueOrFalse: Rule = (argument, value) =>
    check(typeof value === "boolean", {
        argument,
        expected: "true or false",
        got: value,
        fix: "Write one of the two",
    });

/** The version of a Debian package, or the beginning of one. */
export const packageVersion: Rule = (argument, value) =>
    check(matches(/^[0-9][0-9A-Za-z.+~-]*$/, value), {
        argument,
        expected: "a version without its epoch, such as 29.10.0",
        got: value,
        fix: "Take one that `apt-cache madison docker-ce` lists, without what stands before the colon",
    });

/** An address that only its owner can answer. */
export const httpsAddress: Rule = (argument, value) =>
    check(matches(/^https:\/\/[A-Za-z0-9.-]+(:[0-9]+)?(\/[A-Za-z0-9._~/-]*)?$/, value), {
        argument,
        expected: "an address that begins with https://",
        got: value,
        fix: "Write for example https://mirror.example.org/docker/linux/ubuntu",
    });

/** A string with something in it. */
export const text: Rule = (argument, value) =>
    check(typeof value === "string" && value.trim() === value && value !== "", {
        argument,
        expected: "a text that is not empty and has no blanks at its ends",
        got: value,
        fix: "Write it out, or leave the argument out for its default",
    });

/** A list whose every element is plain and meets a rule. */
export const listOf =
    (rule: Rule): Rule =>
    (argument, value) =>
        listProblems(argument, value, (place, element) =>
            isUnknown(element) ? [unknownProblem(place)] : rule(place, element),
        );

/** A list whose every element meets a rule; one that is known only later is checked then. */
export const listOfInputs =
    (rule: Rule): Rule =>
    (argument, value) =>
        listProblems(argument, value, (place, element) => (isUnknown(element) ? [] : rule(place, element)));

function listProblems(argument: string, value: unknown, rule: Rule): readonly Problem[] {
    return Array.isArray(value)
        ? value.flatMap((element: unknown, index) => rule(`${argument}[${index}]`, element))
        : [{ argument, expected: "a list", got: value, fix: "Write it as a list, also when it has one element" }];
}

/** Certificates in PEM, which are public. The value is never shown: it may be a key that was taken for one. */
export const certificatePem: Rule = (argument, value) =>
    check(matches(/^\s*-----BEGIN CERTIFICATE-----/, value) && !value.includes("PRIVATE KEY-----"), {
        argument,
        expected: "a certificate in PEM, which begins with -----BEGIN CERTIFICATE-----, and no private key behind it",
        fix: "Give the content of a file such as ca.pem (the one given is not shown)",
    });

/** A private key in PEM. The value is never shown. */
export const privateKeyPem: Rule = (argument, value) =>
    check(matches(/^\s*-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/, value), {
        argument,
        expected: "a private key in PEM, which begins with -----BEGIN and ends that line with PRIVATE KEY-----",
        fix: "Give the content of a file such as key.pem (the one given is not shown)",
    });

/** A list that names nothing twice. */
export const distinct: Rule = (argument, value) => {
    const list = Array.isArray(value) ? value : [];
    const twice: unknown = list.find((element, index) => list.indexOf(element) !== index);
    return check(twice === undefined, {
        argument,
        expected: "a list without repetitions",
        got: twice,
        fix: "Name each one once",
    });
};

/**
 * A list in which no address range meets another: Azure refuses them in one security rule
 * (`OverlappingSubnetsNotPermittedInSecurityRule`). What stands there twice is left to {@link distinct}.
 */
export const disjoint: Rule = (argument, value) => {
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    const ranges = list.map((entry) => (typeof entry === "string" ? rangeOf(entry) : undefined));
    return list.flatMap((entry, index) => {
        const range = ranges[index];
        const other = list.find((_other, place) => {
            const wider = ranges[place];
            return range && wider && wider.from <= range.from && range.to <= wider.to && list[place] !== entry;
        });
        const expected = "a range that no other entry holds: Azure refuses ranges that overlap";
        const fix = `Leave it out: ${String(other)} holds it`;
        return other === undefined ? [] : [{ argument: `${argument}[${index}]`, expected, got: entry, fix }];
    });
};

/** The length of an Ed25519 key in SSH's wire format: type and key, each with its length before it (RFC 8709, 4). */
const ED25519_BYTES = 4 + "ssh-ed25519".length + 4 + 32;

/** An SSH public key that Azure takes: RSA of at least 2048 bits, or Ed25519, on one line. A line end closes the file. */
export const sshPublicKey: Rule = (argument, value) => {
    const [type, data = ""] = typeof value === "string" ? value.split(" ") : [];
    const wire = Buffer.from(data, "base64");
    const named = wire.length > 4 && wire.subarray(4, 4 + wire.readUInt32BE(0)).toString() === type;
    const strong =
        (type === "ssh-ed25519" && wire.length === ED25519_BYTES) || (type === "ssh-rsa" && rsaBits(wire) >= 2048);
    return check(typeof value === "string" && !/[\r\n]/.test(value.trim()) && named && strong, {
        argument,
        expected: "one line of an OpenSSH public key, ssh-ed25519 or ssh-rsa of at least 2048 bits",
        got: typeof value === "string" ? value.slice(0, 40) : value,
        fix: "Give the content of a file such as ~/.ssh/id_ed25519.pub",
    });
};

/** The size of an RSA modulus in SSH's wire format: type, exponent, modulus, each with its length before it (RFC 4253, 6.6). */
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

/** A name or address that a server certificate may hold beside its own. */
export const serverName: Rule = (argument, value) =>
    check(
        // The last label is never all digits: that would be a wrong address.
        matches(
            /^(?=.{1,253}$)(\*\.)?([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*(?![0-9]+$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
            value,
        ) ||
            (typeof value === "string" && isIP(value) !== 0 && !value.includes("%")),
        {
            argument,
            expected: "a DNS name or an IP address",
            got: value,
            fix: "Write only the name, without scheme, port or path",
        },
    );

/**
 * A source of a network security rule: an IPv4 CIDR without host bits, or a service tag.
 * https://learn.microsoft.com/azure/virtual-network/service-tags-overview
 */
export const allowedSource: Rule = (argument, value) => {
    const problem = { argument, got: value };
    if (value === "*" || matches(/^[A-Z][A-Za-z0-9]*(\.[A-Za-z0-9]+)?$/, value)) {
        return [];
    }
    if (typeof value !== "string" || !ipaddr.IPv4.isValidCIDRFourPartDecimal(value)) {
        const expected = "an IPv4 range in CIDR notation or an Azure service tag";
        return [{ ...problem, expected, fix: "Write for example 203.0.113.7/32 for one address, or AzureCloud" }];
    }
    const network = ipaddr.IPv4.networkAddressFromCIDR(value).toString();
    const bits = Number(value.split("/")[1]);
    return check(value === `${network}/${bits}`, {
        ...problem,
        expected: `an address on the boundary of its range`,
        fix: `Write ${network}/${bits} for the whole range, or ${value.split("/")[0] ?? ""}/32 for the one address`,
    });
};
