import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { validatedInput } from "../validation/throwIfInvalid";
import { adminPassword, SPECIAL_CHARACTERS, sshPublicKey } from "./administratorRules";

/** The administrator of a VM, with credentials that are checked when they are known. */
export interface Administrator {
    readonly username: string;
    /** In OpenSSH format, at least one, each on one line. */
    readonly sshPublicKeys: readonly pulumi.Output<string>[];
    /** Secret; undefined for login with an SSH key only. */
    readonly password: pulumi.Output<string> | undefined;
}

/** The credentials as the user gave them. */
export interface AdministratorSpec {
    readonly adminUsername: string;
    readonly adminPassword?: pulumi.Input<string> | undefined;
    readonly sshPublicKeys: readonly pulumi.Input<string>[];
}

/**
 * Checks an administrator's credentials.
 *
 * @param subject the component in error messages
 */
export function checkedAdministrator(subject: string, spec: AdministratorSpec): Administrator {
    const { adminUsername: username, adminPassword: password, sshPublicKeys } = spec;
    return {
        username,
        // Azure treats a trailing line break as a change of the key.
        sshPublicKeys: sshPublicKeys.map((key, index) =>
            validatedInput(
                subject,
                `sshPublicKeys[${index}]`,
                sshPublicKey,
                pulumi.output(key).apply((text) => text.trim()),
            ),
        ),
        password:
            password === undefined
                ? undefined
                : pulumi.secret(validatedInput(subject, "adminPassword", adminPassword, password)),
    };
}

/** Generates a password that satisfies Azure's rule and that of the original command. */
export function generatePassword(name: string, opts: pulumi.CustomResourceOptions): random.RandomPassword {
    const oneOfEach = { minLower: 1, minUpper: 1, minNumeric: 1, minSpecial: 1 };
    return new random.RandomPassword(
        `${name}-admin-password`,
        { length: 32, ...oneOfEach, overrideSpecial: SPECIAL_CHARACTERS },
        opts,
    );
}
