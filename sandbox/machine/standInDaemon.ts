import { existsSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import type { Disk } from "./disk";
import type { EngineService, Guest } from "./guest";
import type { CommandResult } from "./namespace";
import { DOCKER_DEFAULTS, DOCKER_JOB } from "./upstart";

const API_VERSION = "1.41";

/**
 * Stands in for a VM and its daemon on hosts without namespaces or without dockerd: a TLS server that uses the extension's
 * certificate files and answers only `docker version` and `docker info`.
 */
export class StandInGuest implements Guest, EngineService {
    readonly service = this;
    private server: { readonly port: number; readonly https: Server } | undefined;

    constructor(private readonly disk: Disk) {}

    get isInstalled(): boolean {
        return existsSync(this.disk.path(DOCKER_JOB));
    }

    get isRunning(): boolean {
        return this.server !== undefined;
    }

    start(): Promise<void> {
        if (this.isRunning) {
            return Promise.resolve();
        }
        const flags = daemonFlags(readFileSync(this.disk.path(DOCKER_DEFAULTS), "utf8"));
        const value = (name: string): string | undefined =>
            flags.find((flag) => flag.startsWith(`${name}=`))?.slice(name.length + 1);
        const port = Number(
            flags.map((flag) => /^-H=0\.0\.0\.0:(\d+)$/.exec(flag)?.[1]).find((each) => each !== undefined),
        );
        const file = (name: string): Buffer => readFileSync(this.disk.path(value(name) ?? ""));
        if (!flags.includes("--tlsverify")) {
            throw new Error("the stand-in for dockerd requires --tlsverify, which the extension left out");
        }
        const https = createServer(
            {
                ca: file("--tlscacert"),
                cert: file("--tlscert"),
                key: file("--tlskey"),
                requestCert: true,
                rejectUnauthorized: true,
                minVersion: "TLSv1.2",
            },
            (request, response) => {
                answer(request, response, this.disk.spec.hostName, labels(flags));
            },
        );
        this.server = { port, https };
        return Promise.resolve();
    }

    stop(): Promise<void> {
        this.server?.https.closeAllConnections();
        this.server = undefined;
        return Promise.resolve();
    }

    connect(socket: Socket, port: number): void {
        if (this.server?.port === port) {
            this.server.https.emit("connection", socket);
        } else {
            socket.resetAndDestroy();
        }
    }

    run(): Promise<CommandResult> {
        return Promise.reject(
            new Error("a stand-in for a VM cannot run commands. Run the sandbox where a real daemon can run"),
        );
    }

    setDataDisks(disks: readonly unknown[]): Promise<void> {
        return disks.length === 0
            ? Promise.resolve()
            : Promise.reject(new Error("a stand-in for a VM cannot have a data disk"));
    }

    onEnd(): void {
        // It ends only with the machine process.
    }

    kill(): Promise<void> {
        return this.stop();
    }
}

/**
 * The daemon's flags from the text of /etc/default/docker. In a VM a shell reads that file; here it would be the host's
 * shell, so the last assignment is taken and nothing is expanded.
 */
export function daemonFlags(defaults: string): string[] {
    const assigned = [...defaults.matchAll(/^DOCKER_OPTS="(.*)"$/gm)].at(-1)?.[1] ?? "";
    return assigned.split(/\s+/).filter((flag) => flag !== "");
}

function labels(flags: readonly string[]): string[] {
    return flags.flatMap((flag) => /^--label=(.*)$/.exec(flag)?.[1] ?? []);
}

function answer(request: IncomingMessage, response: ServerResponse, name: string, Labels: readonly string[]): void {
    const path = (request.url ?? "").replace(/^\/v\d+\.\d+/, "").replace(/\?.*/, "");
    const platform = { Os: "linux", Arch: process.arch === "x64" ? "amd64" : process.arch };
    const version = { Version: "stand-in", ApiVersion: API_VERSION, MinAPIVersion: "1.12", ...platform };
    const info = {
        ...{ ID: name, Name: name, ServerVersion: "stand-in", Driver: "none", Labels, Containers: 0, Images: 0 },
        ...{ OperatingSystem: "none: a stand-in for dockerd", OSType: platform.Os, Architecture: platform.Arch },
    };
    const answers: Record<string, unknown> = { "/version": version, "/info": info };
    response.setHeader("Api-Version", API_VERSION).setHeader("Ostype", platform.Os);
    if (path === "/_ping") {
        response.end("OK");
    } else if (path in answers) {
        response.setHeader("Content-Type", "application/json").end(JSON.stringify(answers[path]));
    } else {
        const message = "This is a stand-in for dockerd: it answers only `docker version` and `docker info`.";
        response.writeHead(501, { "Content-Type": "application/json" }).end(JSON.stringify({ message }));
    }
}
