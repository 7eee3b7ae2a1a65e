import { chosenClient } from "../../components/certificates/chosenClient";
import { quoteHere } from "../../shared/shells";
import { credentialsCommand, type FilesSelection, type FoundFiles } from "../clientFiles";
import type { OpenHost } from "../openHost";
import { ownCommand, upCommand } from "../source";
import { commonNameOf, parseCertificate } from "../x509";
import { LOOK_AT_DAEMON } from "./network";

/** Commands and sentences that say what to do. */
export interface Advice {
    /** The command that brings the stack up. */
    readonly up: string;
    /** A sentence that says how to get the client's files again. */
    readonly fetch: string;
    /** The command that prints the environment in which the client bypasses a proxy. */
    readonly withoutProxy: string;
}

/** The advice for a host and a client. @param files undefined if there are none that can be used */
export function adviceFor(opened: OpenHost, options: FilesSelection, files: FoundFiles | undefined): Advice {
    const dir = options.dir === undefined ? "" : ` --dir ${quoteHere(options.dir)}`;
    return {
        up: upCommand(opened.source),
        fetch: fetchAdvice(opened, options, files),
        withoutProxy: ownCommand(`env --no-proxy${dir}`, options, quoteHere),
    };
}

/** If the client's issuer was brought, no stack has its files. */
function fetchAdvice({ state, host }: OpenHost, options: FilesSelection, files: FoundFiles | undefined): string {
    const { clients, clientIssuers, authorityStacks } = host;
    const client = options.client ?? clientIn(files);
    const isKnown = client !== undefined && [clients, clientIssuers].some((each) => Object.hasOwn(each, client));
    if (isKnown && !Object.hasOwn(clients, client) && authorityStacks.length === 0) {
        return `Ask whoever issues the certificates of ${client} for new files`;
    }
    const isDefault = client === chosenClient(Object.keys(clients), undefined);
    const selection = {
        ...options,
        ...(files === undefined ? {} : { dir: options.dir ?? files.directory }),
        ...(isKnown && !isDefault ? { client } : {}),
    };
    return `Fetch the files again: ${credentialsCommand(state, host, selection)}`;
}

/** The name of the client in its certificate. */
export function clientIn(files: FoundFiles | undefined): string | undefined {
    return commonNameOf(parseCertificate(files?.cert ?? "")?.subject ?? "");
}

/**
 * What to do if the daemon refuses the client.
 *
 * @param hasCause whether an earlier check of the client's files has failed
 */
export function refusedAdvice(files: FoundFiles | undefined, { up, fetch }: Advice, hasCause: boolean): string {
    if (files === undefined) {
        return fetch;
    }
    return hasCause
        ? "See the failed checks of the client's files above"
        : `The daemon was not restarted with the issuers in the stack's state. Run: ${up}. ${LOOK_AT_DAEMON}`;
}
