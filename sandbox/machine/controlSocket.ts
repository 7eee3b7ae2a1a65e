import { closeSync, openSync } from "node:fs";
import { connect, type Socket } from "node:net";
import type { Command, CommandResult } from "./namespace";

/** The requests to a machine process, each with its answer. */
export interface Requests {
    /** Answers when the VM has booted. */
    readonly ping: { readonly request: object; readonly answer: object };
    /** Runs a command as root in the VM. */
    readonly exec: { readonly request: Command; readonly answer: CommandResult };
    /** Starts, restarts or stops the engine through the VM's init system. */
    readonly service: { readonly request: { readonly action: "start" | "restart" | "stop" }; readonly answer: object };
    /** Opens and closes public ports according to the rules of the public endpoint. */
    readonly reload: { readonly request: object; readonly answer: object };
    /** Attaches and detaches data disks so that the VM has those of its specification. */
    readonly disks: { readonly request: object; readonly answer: object };
    readonly status: {
        readonly request: object;
        readonly answer: { readonly pid: number; readonly serviceRunning: boolean };
    };
    /** Ends the VM and, after the answer, the machine process. */
    readonly shutdown: { readonly request: object; readonly answer: object };
}

/** A request on the wire: one JSON document, ended by closing the sending half. The answer has the same form. */
export type Request = { [Kind in keyof Requests]: { kind: Kind } & Requests[Kind]["request"] }[keyof Requests];

/** The answer to a request that fails. */
interface Failure {
    readonly error: string;
}

/** The name of the machine process's socket in the VM's folder. */
export const CONTROL_SOCKET = "control.sock";

/** How long each request may take, in seconds: longer than the machine process's own limits for it. */
const LIMITS: Readonly<Record<keyof Requests, number>> = {
    ping: 5,
    status: 30,
    reload: 30,
    disks: 30,
    shutdown: 30,
    service: 180,
    // Azure gives an extension 90 minutes.
    exec: 5_400,
};

/**
 * Calls a function with the path of a socket in a folder, in a form that is always short: a socket's path is limited to
 * 107 characters.
 */
export async function withSocket<Result>(
    folder: string,
    name: string,
    use: (path: string) => Promise<Result>,
): Promise<Result> {
    const descriptor = openSync(folder, "r");
    try {
        return await use(`/proc/self/fd/${descriptor}/${name}`);
    } finally {
        closeSync(descriptor);
    }
}

/**
 * Sends a request to the machine process of a folder.
 *
 * @throws Error if there is none or it does not answer in time; if the request fails, with the message of the process.
 */
export async function callMachine<Kind extends keyof Requests>(
    folder: string,
    kind: Kind,
    request: Requests[Kind]["request"],
): Promise<Requests[Kind]["answer"]> {
    return withSocket(folder, CONTROL_SOCKET, async (path) => {
        const socket = connect({ path, allowHalfOpen: true });
        socket.setTimeout(LIMITS[kind] * 1000, () => {
            socket.destroy(
                new Error(
                    `the emulated VM in ${folder} did not answer the request "${kind}" within ${LIMITS[kind]} s. See machine.log in that folder.`,
                ),
            );
        });
        socket.end(JSON.stringify({ kind, ...request }));
        const answer = JSON.parse(await received(socket)) as Requests[Kind]["answer"] | Failure;
        if ("error" in answer) {
            throw new Error(answer.error);
        }
        return answer;
    });
}

/** Everything that the other side sends until it closes its half. (Iterating over the socket would close both halves.) */
export function received(socket: Socket): Promise<string> {
    let all = "";
    socket.setEncoding("utf8").on("data", (text: string) => (all += text));
    return new Promise((resolve, reject) => {
        socket.once("error", reject).once("end", () => {
            resolve(all);
        });
    });
}
