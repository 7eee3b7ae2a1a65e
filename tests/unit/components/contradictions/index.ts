import { clients } from "./clients";
import type { Contradiction } from "./contradiction";
import { engine } from "./engine";
import { existing } from "./existingVm";
import { machine } from "./machine";
import { network } from "./network";

export type { Contradiction } from "./contradiction";

/** All contradictions, in the order of docs/contradictions.md, by topic. */
export const CONTRADICTIONS: Readonly<Record<string, readonly Contradiction[]>> = {
    "Network and address": network,
    "Machine and disks": machine,
    "Engine and daemon": engine,
    "A VM that exists": existing,
    "Clients and certificates": clients,
};
