import { type EndRequest, onEndRequest, statusAfter } from "../../shared/programEnd";

/** Ends this program cleanly on request: stops the work in progress and waits until it has ended. */
class Interruption {
    #request: EndRequest | undefined;
    #stop: ((request: EndRequest) => void) | undefined;

    /** The first request to end; undefined if there was none. */
    get request(): EndRequest | undefined {
        return this.#request;
    }

    /** Starts listening. A request ends the program at once unless {@link guard} is running something. */
    listen(): void {
        onEndRequest((request) => {
            // Lost output is reported again for every printed line.
            if (this.#request === undefined) {
                this.#request = request;
                (this.#stop ?? exit)(request);
            }
        });
    }

    /**
     * Runs a function that must be stopped before the program may end.
     *
     * @param stop asks the function to end; called at most once
     */
    async guard<Result>(run: () => Promise<Result>, stop: (request: EndRequest) => void): Promise<Result> {
        this.#stop = stop;
        try {
            return await run();
        } finally {
            this.#stop = undefined;
        }
    }
}

function exit(request: EndRequest): void {
    process.exit(statusAfter(request));
}

/** The interruption of this process. */
export const interruption = new Interruption();

/** How long Pulumi may take to report an interrupt from the terminal, in milliseconds. */
const INTERRUPT_MS = 500;

/** Options for the Automation API's operations. */
interface Watched {
    readonly onOutput: (text: string) => void;
    /** Aborting it interrupts Pulumi. */
    readonly signal: AbortSignal;
}

/**
 * Runs Pulumi so that it ends its operation cleanly when this process is asked to end.
 *
 * @param say receives Pulumi's output
 */
export async function interruptible(
    say: (text: string) => void,
    run: (watched: Watched) => Promise<void>,
): Promise<void> {
    const controller = new AbortController();
    let isHeard = false;
    const onOutput = (text: string): void => {
        isHeard ||= text.includes("^C received");
        say(text);
    };
    await interruption.guard(
        async () => {
            await run({ onOutput, signal: controller.signal });
        },
        () =>
            setTimeout(() => {
                // A terminal interrupts Pulumi as well, and a second interrupt would make it abort without cleaning up.
                if (!isHeard) {
                    controller.abort();
                }
            }, INTERRUPT_MS),
    );
}
