import type { DockerExtensionSettings } from "./dockerExtensionSettings";
import { isCustom } from "../machine/image";
import { EngineInstall } from "../options";
import type { Problem } from "../validation/problems";

/** The arguments of a host that can contradict the settings of its DockerExtension. */
interface ExtensionContext {
    readonly dockerExtension?: DockerExtensionSettings;
    readonly engineInstall: EngineInstall;
}

/** Checks the settings of the DockerExtension against the other arguments of their host, and against each other. */
export function dockerExtensionProblems({
    dockerExtension: settings,
    engineInstall,
}: ExtensionContext): readonly Problem[] {
    if (settings === undefined) {
        return [];
    }
    if (engineInstall !== EngineInstall.DockerExtension) {
        const expected = "no value, because engineInstall CustomScript does not use the DockerExtension";
        const fix = "Omit it, or set engineInstall to DockerExtension";
        return [{ argument: "dockerExtension", expected, fix }];
    }
    return composeProblems(settings);
}

/** docker-compose alone gets the variables, and a protected one wins over a public one. */
function composeProblems(settings: DockerExtensionSettings): readonly Problem[] {
    const { compose, composeEnvironment = {}, environment = {} } = settings;
    const alone = (["composeEnvironment", "environment"] as const).filter((name) => settings[name] !== undefined);
    if (compose === undefined) {
        const expected = "no value without dockerExtension.compose, because only docker-compose gets it";
        const fix = "Add compose, or omit it";
        return alone.map((name) => ({ argument: `dockerExtension.${name}`, expected, fix }));
    }
    const twice = Object.keys(composeEnvironment).filter((name) => Object.hasOwn(environment, name));
    const expected = "no variable that is in dockerExtension.environment, which wins";
    const fix = "Keep the secret one";
    return twice.map((name) => ({ argument: `dockerExtension.composeEnvironment.${name}`, expected, fix }));
}

/**
 * A login on an image with which it cannot work: get.docker.com installs Docker 18.06 or later on those that the marketplace has.
 * An image of one's own can have an earlier Docker, which the extension keeps.
 * https://github.com/Azure/azure-docker-extension/issues/131
 */
export function loginProblems({
    dockerExtension,
    engineInstall,
    image,
}: ExtensionContext & { readonly image: string }): readonly Problem[] {
    const isTried = dockerExtension?.login !== undefined && engineInstall === EngineInstall.DockerExtension;
    const expected =
        "no value with this image, because the extension runs docker login --email, and the Docker that it installs here no longer has this flag";
    const fix =
        "Omit it: clients send their own logins. Or set image to an image of your own with Docker 17.05 or earlier";
    return isTried && !isCustom(image) ? [{ argument: "dockerExtension.login", expected, fix }] : [];
}
