import { isLoopbackRegistry } from "../components/engine/daemonRules";
import { HOST_KINDS, judgeTexts, textsOf } from "./dockerDaemon";
import { resourcePolicy, type Settings, type Violation } from "./resourcePolicy";

/** A flag's value, or the list of daemon.json up to its end. */
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
                  "the daemon takes images from a registry whose certificate it does not check: whoever answers in its place can run anything on the host",
              fix: "Give the registry a certificate, and the host the authority of it in /etc/docker/certs.d",
          };
}

/** No registry whose certificate is not checked. */
export const insecureRegistries = resourcePolicy<Settings>({
    name: "insecure-registries",
    description: "The Docker daemon checks the certificate of every registry.",
    enforcementLevel: "mandatory",
    severity: "high",
    checks: Object.fromEntries(
        HOST_KINDS.map((kind) => [kind, (properties) => judgeTexts(textsOf(kind, properties), insecure)]),
    ),
});
