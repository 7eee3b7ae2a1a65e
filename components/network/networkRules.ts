import { matches, rule } from "../validation/rules";

/**
 * Rules for names and ports. Azure checks them only when a resource is created: the preview would pass and the deployment
 * would fail halfway. https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */

/** Words that Azure reserves within a DNS label (error DomainNameLabelReserved). */
const RESERVED_LABEL_WORDS = ["azure", "bing", "login", "microsoft", "windows", "xbox"];

const isLabel = (pattern: RegExp, value: unknown): boolean =>
    matches(pattern, value) && !RESERVED_LABEL_WORDS.some((word) => value.includes(word));

const LABEL_FORM = `lowercase letters, digits and hyphens, starting with a letter, ending with a letter or digit, without Azure's reserved words (${RESERVED_LABEL_WORDS.join(", ")})`;

/** The host's name, which must be valid as a VM name, a computer name and the start of a generated DNS label. */
export const hostName = rule(
    (value) => isLabel(/^[a-z]([a-z0-9-]{0,52}[a-z0-9])?$/, value),
    `1 to 54 ${LABEL_FORM}`,
    "Choose another name, for example build-1",
);

/** A DNS label of a public address: https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses. */
export const dnsLabel = rule(
    (value) => isLabel(/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/, value),
    `3 to 63 ${LABEL_FORM}`,
    "Choose another label, or omit it to have one generated",
);

/** The TCP port of the Docker daemon. */
export const dockerPort = rule(
    (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535 && value !== 22,
    "a whole number from 1 to 65535 other than 22 (SSH)",
    "Choose a free port, for example 4243",
);

/** The name of an existing resource group. */
export const resourceGroupName = rule(
    (value) => matches(/^[-\w._()]{1,89}[-\w_()]$|^[-\w_()]$/u, value),
    "the name of a resource group: 1 to 90 letters, digits, hyphens, underscores, parentheses and periods, no period at the end",
    "Use the name that `az group list --output table` shows, not a resource ID",
);

/** A part of the name of a security rule. */
export const resourceNamePart = rule(
    (value) => matches(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, value),
    "1 to 40 lowercase letters, digits and hyphens, without a hyphen at the start or the end",
    "For example, use web",
);
