import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";

/** The policy pack. It starts serving Pulumi when it is loaded. */
new PolicyPack("docker-host-vm", { policies });
