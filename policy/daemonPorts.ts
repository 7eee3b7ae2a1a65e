import { kindOf } from "../components/internal/resourceKind";
import { extensionTexts, type HostText, isDockerExtension, machineTexts } from "./dockerDaemon";
import { at, plainProperties } from "./properties";
import type { Resource } from "./resourcePolicy";

/** A daemon's listening address, as a flag or as an entry of daemon.json. */
const LISTENING_PORT = /tcp:\/\/[^\s"'\\]*?:(\d{1,5})\b/g;
/** The component that knows the port before any VM is there. */
const HOST_NETWORK = "docker-host-vm:index:HostNetwork";

/** Where the texts of a resource are. */
const TEXTS: Readonly<Record<string, (properties: unknown) => HostText[]>> = {
    "compute:VirtualMachineExtension": extensionTexts,
    "compute:VirtualMachine": machineTexts,
};

/** The ports on which the stack's resources have daemons listen, as far as they are known. */
export function daemonPorts(resources: readonly Resource[]): number[] {
    const found = resources.flatMap((resource) => portsOf(resource, plainProperties(resource.props)));
    return [...new Set(found.map(Number))].filter((port) => Number.isInteger(port) && port > 0);
}

function portsOf({ type }: Resource, properties: Readonly<Record<string, unknown>>): unknown[] {
    if (type === HOST_NETWORK) {
        return [at(properties, "dockerPort")];
    }
    const kind = kindOf(type);
    if (kind === "compute:VirtualMachineExtension" && isDockerExtension(properties)) {
        return [at(properties, "settings", "docker", "port")];
    }
    return TEXTS[kind ?? ""]?.(properties).flatMap(({ text }) => listeningPorts(text)) ?? [];
}

function listeningPorts(text: unknown): string[] {
    return typeof text === "string" ? [...text.matchAll(LISTENING_PORT)].map(([, port = ""]) => port) : [];
}
