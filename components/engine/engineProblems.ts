import type { EngineSettings } from "./engineSettings";
import { isBelow } from "./engineVulnerabilities";
import { EngineInstall, EngineSource } from "../options";
import type { Problem } from "../validation/problems";

/** The arguments of a host that can contradict the settings of its engine. */
interface EngineContext {
    readonly engine?: EngineSettings;
    readonly engineInstall: EngineInstall;
    readonly engineSource?: EngineSource;
    readonly engineVersion?: string;
    readonly daemonOptions?: readonly string[];
}

/** The first engine that reads proxies from daemon.json: https://docs.docker.com/engine/daemon/proxy/ */
const FIRST_WITH_PROXIES = "23.0.0";

/** Checks the settings of an engine against the other arguments of its host. */
export function engineProblems(context: EngineContext): readonly Problem[] {
    const { engine, engineInstall } = context;
    if (engine === undefined) {
        return [];
    }
    if (engineInstall !== EngineInstall.CustomScript) {
        const expected = "no value, because the DockerExtension sets up nothing on the host except the daemon";
        return [{ argument: "engine", expected, fix: "Omit it, or set engineInstall to CustomScript" }];
    }
    return [...proxyProblems(engine, context), ...updateProblems(engine, context), ...nvidiaProblems(engine, context)];
}

function updateProblems(
    { automaticUpdates }: EngineSettings,
    { engineVersion, engineSource }: EngineContext,
): readonly Problem[] {
    const problem = { argument: "engine.automaticUpdates", got: true };
    if (automaticUpdates !== true) {
        return [];
    }
    if (engineSource === EngineSource.Ubuntu) {
        const fix = "Omit it: Ubuntu's package is updated with the system, see patchMode";
        return [
            { ...problem, expected: "false with engineSource ubuntu, because it updates Docker's own packages", fix },
        ];
    }
    const fix = "Omit engineVersion to get the pinned version and its patches, or omit engine.automaticUpdates";
    return engineVersion === undefined
        ? []
        : [{ ...problem, expected: "false with engineVersion, which asks for exactly that version", fix }];
}

function nvidiaProblems({ nvidia }: EngineSettings, { daemonOptions = [] }: EngineContext): readonly Problem[] {
    const expected =
        "no --add-runtime together with engine.nvidia, because dockerd accepts runtimes either as flags or in daemon.json";
    const fix =
        "Omit it: engine.nvidia adds the runtime nvidia. For another runtime, omit engine.nvidia and install both yourself";
    const flag = daemonOptions.find((option) => option.startsWith("--add-runtime"));
    return nvidia === true && flag !== undefined ? [{ argument: "daemonOptions", expected, got: flag, fix }] : [];
}

function proxyProblems(
    { httpProxy, httpsProxy, noProxy }: EngineSettings,
    { engineVersion, daemonOptions = [] }: EngineContext,
): readonly Problem[] {
    if (httpProxy === undefined && httpsProxy === undefined) {
        const fix = "Set engine.httpProxy, or omit engine.noProxy";
        return noProxy === undefined
            ? []
            : [{ argument: "engine.noProxy", expected: "no value without a proxy", got: noProxy, fix }];
    }
    const flags = daemonOptions.filter((flag) => /^--(https?|no)-proxy\b/.test(flag));
    return [
        ...(isBelow(engineVersion ?? "", FIRST_WITH_PROXIES)
            ? [
                  {
                      argument: "engineVersion",
                      expected: `${FIRST_WITH_PROXIES} or later with a proxy, which earlier engines do not read from daemon.json`,
                      got: engineVersion,
                      fix: "Choose a later version, or omit it",
                  },
              ]
            : []),
        ...flags.map((flag) => ({
            argument: "daemonOptions",
            // The flag may have a password.
            expected: `no ${flag.replace(/=.*/s, "")} together with the proxy in engine, because dockerd accepts each only once`,
            fix: "Use engine.httpProxy, engine.httpsProxy and engine.noProxy instead",
        })),
    ];
}
