import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";

/** The pack: it serves Pulumi as soon as it is loaded. */
new PolicyPack("docker-host-vm", { policies });
