import { closeSync, openSync } from "node:fs";
import { connect, type Socket } from "node:net";
import type { Command, CommandResult } from "./namespace";

/** The requests that a machine process takes, each with its answer. */
export interface Requests {
    /** Answers once the VM is booted. */
    readonly ping: { readonly request: object; readonly answer: object };
    /** Runs a command as the VM's root. */
    readonly exec: { readonly request: Command; readonly answer: CommandResult };
    /** Has the VM's init system start, restart or stop the engine. */
    readonly service: { readonly request: { readonly action: "start" | "restart" | "stop" }; readonly answer: object };
    /** Brings the public ports in line with the rules of its public endpoint. */
    readonly reload: { readonly request: object; readonly answer: object };
    readonly status: {
        readonly request: object;
        readonly answer: { readonly pid: number; readonly serviceRunning: boolean };
    };
    /** Ends the VM and, after the answer, the machine process. */
    readonly shutdown: { readonly request: object; readonly answer: object };
}

/** A request on the wire: one JSON document, ended by closing the sending half; so is the answer. */
export type Request = { [Kind in keyof Requests]: { kind: Kind } & Requests[Kind]["request"] }[keyof Requests];

/** The answer to a request that fails. */
interface Failure {
    readonly error: string;
}

/** Name of a machine process's own socket in the VM's folder. */
export const CONTROL_SOCKET = "control.sock";

/** How long each request may take, in seconds: longer than the limits of what the machine process does for it. */
const LIMITS: Readonly<Record<keyof Requests, number>> = {
    ping: 5,
    status: 30,
    reload: 30,
    shutdown: 30,
    service: 180,
    // Azure gives an extension 90 minutes.
    exec: 5_400,
};

/**
 * Gives the path of a socket in a folder, in a form that is short for every folder: a socket's path may have
 * 107 characters only.
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
 * Asks the machine process of a folder.
 *
 * @throws Error when there is none or it does not answer in time, or with its message when the request fails.
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
                    `The emulated VM in ${folder} has not answered the request "${kind}" for ${LIMITS[kind]} s. What it said last is in its machine.log.`,
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

/** All that the other side sends, once it has closed its half. (Iterating over the socket would close both halves.) */
export function received(socket: Socket): Promise<string> {
    let all = "";
    socket.setEncoding("utf8").on("data", (text: string) => (all += text));
    return new Promise((resolve, reject) => {
        socket.once("error", reject).once("end", () => {
            resolve(all);
        });
    });
}
