// Checks arguments of a host, JSON from the command line, as they come later, the secret ones with `secret` as second argument.
// A test runs this as a process of its own, since an error in an `apply` ends the process.
import * as pulumi from "@pulumi/pulumi";
import { dockerHostVmRules } from "../../components/dockerHostVmArgs";
import { checkWhenKnown } from "../../components/validation/walk";

const [json = "", secrecy = ""] = process.argv.slice(2);
const given = Object.entries(JSON.parse(json) as Record<string, unknown>);
const late = (value: unknown): unknown => (secrecy === "secret" ? pulumi.secret(value) : Promise.resolve(value));

checkWhenKnown("host", Object.fromEntries(given.map(([name, value]) => [name, late(value)])), dockerHostVmRules);
