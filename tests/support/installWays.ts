import type { DockerHostVmArgs } from "../../components";
import { assignedValues } from "./assignedValues";
import type { Registration } from "./recorder";

/** A way to install the engine, with an image of its time. */
export type InstallWay = Required<Pick<DockerHostVmArgs, "engineInstall" | "image">>;

/** Both ways: a test that is about neither of them runs for each. */
export const INSTALL_WAYS: readonly InstallWay[] = [
    { engineInstall: "CustomScript", image: "ubuntu-24.04" },
    { engineInstall: "DockerExtension", image: "ubuntu-14.04" },
];

/** What a daemon is set up with, whichever way it comes. */
export interface InstalledDaemon {
    readonly ca: string;
    readonly cert: string;
    readonly key: string;
    readonly port: number;
    /** `key=value` each. */
    readonly labels: readonly string[];
    /** Flags that are no settings. */
    readonly flags: readonly string[];
}

/** Reads from the extension's inputs what it sets up. */
export function installedDaemon({ inputs }: Registration): InstalledDaemon {
    return inputs["type"] === "CustomScript" ? fromScript(inputs) : fromExtension(inputs);
}

/** The script that a CustomScript extension runs, in clear. */
export function decodedScript(inputs: Registration["inputs"]): string {
    return decoded((inputs["protectedSettings"] as { script: string }).script);
}

const decoded = (base64: string): string => Buffer.from(base64, "base64").toString();

function fromScript(inputs: Registration["inputs"]): InstalledDaemon {
    const values = assignedValues(decodedScript(inputs));
    const { hosts, labels } = JSON.parse(values.DAEMON_JSON) as { hosts: string[]; labels: string[] };
    return {
        ca: values.CA_PEM,
        cert: values.CERT_PEM,
        key: values.KEY_PEM,
        port: Number(new URL(hosts.find((host) => host.startsWith("tcp:")) ?? "tcp://none").port),
        labels,
        flags: values.DAEMON_FLAGS.split(" ").filter((flag) => flag !== ""),
    };
}

const SETTING = /^--(label|log-driver|log-opt|icc|userland-proxy|live-restore)=/;

function fromExtension(inputs: Registration["inputs"]): InstalledDaemon {
    const { docker } = inputs["settings"] as { docker: { port: string; options: string[] } };
    const { certs } = inputs["protectedSettings"] as { certs: Record<"ca" | "cert" | "key", string> };
    return {
        ca: decoded(certs.ca),
        cert: decoded(certs.cert),
        key: decoded(certs.key),
        port: Number(docker.port),
        labels: docker.options.flatMap((option) => /^--label=(.*)$/.exec(option)?.[1] ?? []),
        flags: docker.options.filter((option) => !SETTING.test(option)),
    };
}
