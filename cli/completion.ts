import { Argument, type Command } from "commander";
import type { RootCommand } from "@bomb.sh/tab";

const SHELLS = ["bash", "zsh", "fish", "powershell"];

/**
 * The library's script for bash evaluates the typed words, so that the Tab key would run a command substitution in them. It also
 * needs the package bash-completion.
 */
const BASH = `# bash completion for docker-host-vm
_docker_host_vm() {
    local suggestion
    COMPREPLY=()
    # The last line of the suggestions is a number for other shells' scripts.
    while IFS=$'\\t' read -r suggestion _; do
        [[ $suggestion == :* ]] || COMPREPLY+=("$suggestion")
    done < <(docker-host-vm complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _docker_host_vm docker-host-vm
`;

/**
 * Adds the command that prints a shell's completion script, and the hidden one that this script calls for suggestions.
 *
 * @param bare makes the same program without these commands, which the library adds by itself
 */
export function addCompletion(program: Command, bare: () => Command): void {
    program
        .command("completion")
        .description("print the script that completes this program's commands and options in a shell")
        .addArgument(new Argument("<shell>", "shell to print the script for").choices(SHELLS))
        .action(async (shell: string) => {
            if (shell === "bash") {
                process.stdout.write(BASH);
            } else {
                (await suggestions(bare())).setup(program.name(), program.name(), shell);
            }
        });
    program
        .command("complete", { hidden: true })
        .argument("[words...]")
        .action(async (words: string[]) => {
            (await suggestions(bare())).parse(words);
        });
}

/** Loaded only when needed: other commands start without it. */
async function suggestions(program: Command): Promise<RootCommand> {
    const { default: tab } = await import("@bomb.sh/tab/commander");
    return tab(program, { completionCommandName: "completion" });
}
