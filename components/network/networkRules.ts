import { matches, rule } from "../validation/rules";

/**
 * The rules of names and ports. Azure's own checks run only when a resource is made, so that a preview would pass
 * and the deployment fail half-way.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */

/** Words that Azure reserves inside a DNS label (error DomainNameLabelReserved). */
const RESERVED_LABEL_WORDS = ["azure", "bing", "login", "microsoft", "windows", "xbox"];

const isLabel = (pattern: RegExp, value: unknown): boolean =>
    matches(pattern, value) && !RESERVED_LABEL_WORDS.some((word) => value.includes(word));

const LABEL_FORM = `lower-case letters, digits and hyphens that starts with a letter, ends with a letter or digit and holds none of Azure's reserved words (${RESERVED_LABEL_WORDS.join(", ")})`;

/** The host's name: VM name, computer name and start of the generated DNS label, so the strictest of the three. */
export const hostName = rule(
    (value) => isLabel(/^[a-z][a-z0-9-]{0,52}[a-z0-9]$/, value),
    `a host name of 2 to 54 ${LABEL_FORM}`,
    "Choose another name, for example build-1",
);

/** A DNS label of a public address: https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses. */
export const dnsLabel = rule(
    (value) => isLabel(/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/, value),
    `a DNS label of 3 to 63 ${LABEL_FORM}`,
    "Choose another label, or leave it out for a generated one",
);

/** The TCP port of the Docker daemon; 22 belongs to SSH. */
export const dockerPort = rule(
    (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535 && value !== 22,
    "a whole number from 1 to 65535 other than 22, which is SSH's",
    "Choose a free port, for example 4243",
);
