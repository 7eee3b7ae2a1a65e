import { EngineInstall } from "../options";
import { retirement } from "./image";

/** The ways of installation that Azure no longer serves, and what that means. */
const RETIRED_INSTALLS: Readonly<Record<string, string>> = {
    [EngineInstall.DockerExtension]:
        "Azure retired the DockerExtension in November 2018. The last engine for Ubuntu 14.04 is 18.06, to which present " +
        "Docker clients speak only with DOCKER_API_VERSION=1.38 in their environment",
};

/** What to tell the user of an image or a way of installation that Azure no longer serves, with the setting to change. */
export function retirementWarnings(image: string, engineInstall: string): string[] {
    const found = { image: retirement(image), engineInstall: RETIRED_INSTALLS[engineInstall] };
    return Object.entries(found).flatMap(([setting, why]) =>
        why === undefined ? [] : [`${why}. Setting to change: ${setting}.`],
    );
}
