import { kindOf } from "../shared/azure/resourceKind";
import { isDockerExtension, listenersOf, openListenersOf, textsOf } from "./dockerDaemon";
import { at, plainProperties } from "./properties";
import type { Resource } from "./resourcePolicy";

/** The components that know the port before an engine is installed. */
const KNOWING = ["docker-host-vm:index:HostNetwork", "docker-host-vm:index:DockerEngine"];

/** The known ports on which the stack's daemons listen. */
export function daemonPorts(resources: readonly Resource[]): number[] {
    const found = resources.flatMap((resource) => portsOf(resource, plainProperties(resource.props)));
    return [...new Set(found.map(Number))].filter((port) => Number.isInteger(port) && port > 0);
}

function portsOf({ type }: Resource, properties: Readonly<Record<string, unknown>>): unknown[] {
    if (KNOWING.includes(type)) {
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
