import * as pulumi from "@pulumi/pulumi";
import { isRecord } from "../../shared/json";
import type { Rule } from "../validation/problems";
import { allOf, hidden, listOf, matches, rule, secretRule } from "../validation/rules";
import { validatedInput } from "../validation/throwIfInvalid";
import { membersOf, type Rules } from "../validation/walk";

/** A login to a registry for root on the host. */
export interface RegistryLogin {
    /** The registry's name, with its port if it has one, such as `registry.example.org:5000`; `docker.io` for Docker Hub. */
    server: string;
    /** The user, without colons. */
    username: string;
    /** The password or token, a secret. */
    password: pulumi.Input<string>;
}

/** A password or a token. */
export const registryPassword = secretRule(
    (value) => matches(/^[^\p{Cc}]+$/u, value),
    "a password or token, without control characters",
    "Use the value that docker login takes (the given value is not shown)",
);

const loginRules = {
    server: rule(
        (value) => matches(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/, value),
        "the name of a registry in lowercase, such as registry.example.org:5000",
        "Write it without https:// and without a path; Docker Hub is docker.io",
    ),
    username: rule(
        (value) => matches(/^[^\p{Cc}:]+$/u, value),
        "a user, without colons and control characters",
        "Use the one that docker login takes",
    ),
    password: { input: registryPassword },
} as const satisfies Rules<RegistryLogin>;

/** A login to a registry. Its problems show no value: any of them may have the password by mistake. */
export const registryLogin = hidden(membersOf("a login to a registry", loginRules));

/** Each registry has one login. */
const oneForEach: Rule = (argument, value) => {
    const servers = Array.isArray(value) ? value.filter(isRecord).map(({ server }) => server) : [];
    const twice = servers.findIndex((server, index) => servers.indexOf(server) !== index);
    const expected = "no registry twice, because Docker has one login for each";
    return twice < 0 ? [] : [{ argument: `${argument}[${twice}].server`, expected, fix: "Remove one of them" }];
};

/** The logins of a host. */
export const registryLogins = allOf(hidden(listOf(registryLogin)), oneForEach);

/** The name under which the docker CLI looks for Docker Hub's login. */
const DOCKER_HUB = "https://index.docker.io/v1/";

/** The entry `auths` of the docker CLI's settings as JSON, as soon as it is known; empty for no logins. */
export function registryAuths(subject: string, logins: readonly RegistryLogin[] = []): pulumi.Output<string> {
    const passwords = logins.map((login, index) =>
        validatedInput(subject, `engine.registries[${index}].password`, registryPassword, login.password),
    );
    const auths = pulumi
        .all(passwords)
        .apply((known) =>
            Object.fromEntries(
                logins.map(({ server, username }, index) => [nameOf(server), auth(username, known[index])]),
            ),
        );
    return logins.length === 0 ? pulumi.output("") : pulumi.jsonStringify(auths);
}

const nameOf = (server: string): string => (server === "docker.io" ? DOCKER_HUB : server);
const auth = (username: string, secret = ""): object => ({
    auth: Buffer.from(`${username}:${secret}`).toString("base64"),
});
