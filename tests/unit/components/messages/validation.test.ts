import { describe } from "@jest/globals";
import { dockerHostVmProblems } from "../../../../components/dockerHostVmProblems";
import {
    distinct,
    listOf,
    oneOf,
    recordOf,
    text,
    trueOrFalse,
    wholeNumber,
} from "../../../../components/validation/rules";
import { resourceId } from "../../../../components/validation/resourceIds";
import { ofSecret } from "../../../../components/validation/problems";
import { tags } from "../../../../components/validation/tags";
import { membersOf, walk } from "../../../../components/validation/walk";
import { messageTable } from "../../../support/messageTable";

const MANY = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`tag${index}`, ""]));

describe("The messages of general rules", () => {
    messageTable([
        [
            () => wholeNumber("seconds", 0, 9)("seconds", 10),
            "seconds: expected a whole number of seconds from 0 to 9, got 10. Choose a number in that range.",
        ],
        [
            () => oneOf(["fqdn", "address"])("endpointHost", "ip"),
            'endpointHost: expected one of "fqdn", "address", got "ip". Write it exactly as shown.',
        ],
        [
            () => trueOrFalse("publicAddress", "no"),
            'publicAddress: expected true or false, got "no". Set it to true or false, without quotes.',
        ],
        [
            () => text("location", " westus"),
            'location: expected a non-empty string without leading or trailing spaces, got " westus". Correct it, or omit it if it is optional.',
        ],
        [
            () => listOf(text)("serverNames", "a.example"),
            'serverNames: expected a list, got "a.example". Write a list, even for a single element.',
        ],
        [
            () => recordOf(text, "certificates by name")("clientIssuers", "s3cret"),
            "clientIssuers: expected certificates by name. Write, for example, { name: … } (the given value is not shown).",
        ],
        [() => distinct("clients", ["ci", "ci"]), 'clients: expected no duplicates, got "ci". List each value once.'],
        [
            () => membersOf("an object", { name: text })("openPort", 8000),
            "openPort: expected an object, got 8000. Known members: name.",
        ],
        [
            () => membersOf("an object", { name: text })("openPort", {}),
            "openPort.name: expected a value, got nothing. Add it: this member is required.",
        ],
        [
            () => walk("westus", { location: text }),
            'args: expected an object with named arguments, got "westus". For example, pass { location: … }.',
        ],
        [
            () => dockerHostVmProblems("build", {}),
            'allowedSources: expected a value (it has no default), got nothing. Specify your own address, for example ["203.0.113.7/32"].',
        ],
        [
            () => resourceId("Microsoft.Compute/virtualMachines")("vmId", "build"),
            'vmId: expected an Azure resource ID of the type Microsoft.Compute/virtualMachines, got "build". It has the form /subscriptions/<subscription>/resourceGroups/<group>/providers/Microsoft.Compute/virtualMachines/build.',
        ],
        [
            () => trueOrFalse("secret", "s3cret").map(ofSecret),
            "secret: expected true or false. The value is a secret and is not shown: correct it where it is set.",
        ],
    ]);
});

describe("The messages about tags", () => {
    messageTable([
        [
            () => tags("tags", "team"),
            'tags: expected tags by name, got "team". For example, use { costCenter: "1234" }.',
        ],
        [
            () => tags("tags", MANY),
            "tags: expected at most 50 tags, Azure's limit, got 51. Remove tags that nobody uses.",
        ],
        [
            () => tags("tags", { "a/b": "" }),
            'tags.a/b: expected a name of 1 to 512 characters, not starting with microsoft, azure or windows, without < > % & \\ ? /, got "a/b". Choose another name.',
        ],
        [
            () => tags("tags", { cost: 1234 }),
            "tags.cost: expected a string of at most 256 characters, got 1234. Shorten it, or write a number in quotes.",
        ],
        [
            () => tags("tags", { team: "a", Team: "b" }),
            'tags.Team: expected a name that differs from team by more than case, which Azure ignores, got "Team". Remove one of them.',
        ],
    ]);
});
