import { pathsIn, writeClientFiles } from "../clientFiles";
import { clientIdentity } from "../identity";
import { openHost } from "../openHost";
import type { Report } from "../report";
import type { Selection } from "../source";

/** The options of `credentials`. */
export interface CredentialsOptions extends Selection {
    /** The folder for the files. */
    readonly dir: string;
    /** The client's name. @defaultValue `default` */
    readonly client?: string;
}

/** Writes a client's files from the stack's state, which has its key among its secrets. */
export async function credentials(options: CredentialsOptions): Promise<Report> {
    const opened = await openHost(options, true);
    const directory = writeClientFiles(options.dir, clientIdentity(opened, options.client));
    const paths = pathsIn(directory);
    return {
        document: { directory, ...paths },
        text: [
            ...Object.values(paths).map((path) => `Wrote ${path}`),
            "Whoever holds key.pem is root on every host of that authority.",
        ].join("\n"),
    };
}
