import { isLoopbackRegistry } from "../components/engine/daemonRules";
import { HOST_KINDS, judgeTexts, textsOf } from "./dockerDaemon";
import { resourcePolicy, type Settings, type Violation } from "./resourcePolicy";

/** The value of a flag, or the list in daemon.json. */
const FLAGS = /--insecure-registry[=\s]+["']?([^\s"']+)/g;
const LISTS = /["']insecure-registries\\?["']\s*:\s*\[((?:[^\]"']|"[^"]*"|'[^']*')*)/g;
const ELEMENTS = /(["'])(.*?)\\?\1/g;

function insecure(text: string): Omit<Violation, "property"> | undefined {
    const flags = [...text.matchAll(FLAGS)].map(([, registry = ""]) => registry);
    const lists = [...text.matchAll(LISTS)].flatMap(([, list = ""]) =>
        [...list.matchAll(ELEMENTS)].map(([, , registry = ""]) => registry),
    );
    return [...flags, ...lists].every(isLoopbackRegistry)
        ? undefined
        : {
              problem:
                  "the daemon does not check the certificate of a registry, so anyone who can impersonate the registry can run code on the host",
              fix: "Give the registry a certificate, and put the CA certificate in /etc/docker/certs.d on the host",
          };
}

/** Requires the daemon to check the certificates of registries. */
export const insecureRegistries = resourcePolicy<Settings>({
    name: "insecure-registries",
    description: "The Docker daemon checks the certificate of every registry.",
    enforcementLevel: "mandatory",
    severity: "high",
    checks: Object.fromEntries(
        HOST_KINDS.map((kind) => [kind, (properties) => judgeTexts(textsOf(kind, properties), insecure)]),
    ),
});
