import { kindOf } from "../shared/azure/resourceKind";
import { isDockerExtension, listenersOf, openListenersOf, textsOf } from "./dockerDaemon";
import { at, plainProperties } from "./properties";
import type { Resource } from "./resourcePolicy";

/** The component that knows the port before a VM exists. */
const HOST_NETWORK = "docker-host-vm:index:HostNetwork";

/** The known ports on which the stack's daemons listen. */
export function daemonPorts(resources: readonly Resource[]): number[] {
    const found = resources.flatMap((resource) => portsOf(resource, plainProperties(resource.props)));
    return [...new Set(found.map(Number))].filter((port) => Number.isInteger(port) && port > 0);
}

function portsOf({ type }: Resource, properties: Readonly<Record<string, unknown>>): unknown[] {
    if (type === HOST_NETWORK) {
        return [at(properties, "dockerPort")];
    }
    const texts = textsOf(kindOf(type) ?? "", properties);
    return [
        ...(isDockerExtension(properties) ? [at(properties, "settings", "docker", "port")] : []),
        ...texts
            .flatMap(({ text }) => (typeof text === "string" ? [...listenersOf(text), ...openListenersOf(text)] : []))
            .map(({ port }) => port),
    ];
}
