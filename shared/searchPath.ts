import { delimiter } from "node:path";

/** PATH without the programs of npm packages: the package `pulumi` puts a wrapper there, which hides the user's own Pulumi. */
export function pathWithoutPackages(): string {
    const folders = (process.env["PATH"] ?? "").split(delimiter);
    return folders.filter((folder) => !/(^|[/\\])node_modules[/\\]\.bin[/\\]?$/.test(folder)).join(delimiter);
}
