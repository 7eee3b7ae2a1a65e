import { type EndRequest, onEndRequest, statusAfter } from "../../shared/programEnd";

/** Ends this program in good order when it is asked to: stops what runs, and waits for its end. */
class Interruption {
    #request: EndRequest | undefined;
    #stop: ((request: EndRequest) => void) | undefined;

    /** The first request to end, if there was one. */
    get request(): EndRequest | undefined {
        return this.#request;
    }

    /** Listens from now on. Where nothing runs that must be stopped first, a request ends the program at once. */
    listen(): void {
        onEndRequest((request) => {
            // Lost output is reported with each line that is printed.
            if (this.#request === undefined) {
                this.#request = request;
                (this.#stop ?? exit)(request);
            }
        });
    }

    /**
     * Runs what must be stopped before the program may end.
     *
     * @param stop asks it to end; called at most once
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

/** Milliseconds within which Pulumi reports an interrupt that it got from the terminal. */
const INTERRUPT_MS = 500;

/** Options with which the Automation API runs Pulumi. */
interface Watched {
    readonly onOutput: (text: string) => void;
    /** When it is aborted, Pulumi gets an interrupt. */
    readonly signal: AbortSignal;
}

/**
 * Runs Pulumi such that a request to end this process has it end its operation in good order.
 *
 * @param say gets what Pulumi prints
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
                // A terminal has sent its interrupt to Pulumi as well, and a second one would have it drop everything.
                if (!isHeard) {
                    controller.abort();
                }
            }, INTERRUPT_MS),
    );
}
