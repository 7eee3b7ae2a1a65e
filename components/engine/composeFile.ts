import { isUnknown, type Problem, type Rule } from "../validation/problems";
import { isRecord } from "../../shared/json";

/** The versions of a Compose file that docker-compose 1.6.2 reads. Without a version, the file is of format 1. */
const VERSIONS = ["2", "2.0"];

/** The sections of a file with a version. */
const SECTIONS = ["version", "services", "networks", "volumes"];

/**
 * A Compose file as an object, of a format that docker-compose 1.6.2 reads. The problem does not show the file, which may have
 * a password.
 *
 * @see https://github.com/docker/compose/blob/1.6.2/compose/config/config.py
 */
export const composeFile: Rule = (argument, value) => {
    if (!isRecord(value) || !isJson(value)) {
        const fix =
            "Write the content of docker-compose.yml as an object of strings, numbers, booleans, lists and objects";
        return [{ argument, expected: "a Compose file as an object of plain values", fix }];
    }
    return isRecord(value["version"]) || value["version"] === undefined
        ? formatOne(argument, value)
        : formatTwo(argument, value);
};

function formatOne(argument: string, file: Record<string, unknown>): readonly Problem[] {
    const services = file["services"];
    if (isRecord(services) && Object.values(services).every(isRecord)) {
        const expected =
            'version: "2" with services, because docker-compose 1.6.2 takes services for the name of a service';
        return [{ argument: `${argument}.version`, expected, got: undefined, fix: 'Add version: "2"' }];
    }
    return servicesProblems(argument, file);
}

function formatTwo(argument: string, file: Record<string, unknown>): readonly Problem[] {
    const { version, services } = file;
    if (typeof version !== "string" || !VERSIONS.includes(version)) {
        const expected =
            'the string "2", or no version for format 1, because docker-compose 1.6.2, which the DockerExtension installs, reads no other';
        const fix = "Write the file in one of these formats";
        return [{ argument: `${argument}.version`, expected, got: version, fix }];
    }
    const other = Object.keys(file).find((section) => !SECTIONS.includes(section));
    const sections = `only ${SECTIONS.join(", ")}, the sections that docker-compose 1.6.2 knows`;
    const unknown = { argument: `${argument}.${String(other)}`, expected: sections, fix: "Remove it" };
    return [...(other === undefined ? [] : [unknown]), ...servicesProblems(`${argument}.services`, services)];
}

/** Each service has a name that docker-compose takes, and something to run. */
function servicesProblems(argument: string, services: unknown): readonly Problem[] {
    if (!isRecord(services) || Object.keys(services).length === 0) {
        return [{ argument, expected: "at least one service by name", fix: "Add a service, or omit compose" }];
    }
    return Object.entries(services).flatMap(([name, service]) => {
        const problem = {
            argument: `${argument}.${name}`,
            fix: "See https://docs.docker.com/reference/compose-file/legacy-versions/",
        };
        if (!/^[\w.-]+$/.test(name)) {
            return [{ ...problem, expected: "a service's name of letters, digits, dots, hyphens and underscores" }];
        }
        return isService(service) ? [] : [{ ...problem, expected: "a service with an image, a build path or extends" }];
    });
}

const isService = (value: unknown): boolean =>
    isRecord(value) && ["image", "build", "extends"].some((key) => value[key] !== undefined);

/** Whether a value has only what JSON has. */
function isJson(value: unknown): boolean {
    return typeof value === "object" && value !== null && !isUnknown(value)
        ? Object.values(value).every((inner) => isJson(inner))
        : value === null || ["string", "number", "boolean"].includes(typeof value);
}
