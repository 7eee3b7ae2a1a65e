import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_ENGINE_VERSION } from "../../components/defaults";
import { buildGoPrograms, hasPrograms, type Progress } from "../../shared/tools/goPrograms";
import { toolCache } from "../../shared/toolCache";
import { unpackPackages } from "../../shared/tools/debianPackages";
import type { DockerEngine } from "./dockerTools";
import { outputOf } from "../../shared/processes";

const MODULE = join(__dirname, "docker-module");
const MOBY = "github.com/moby/moby/v2";
const CONTAINERD = "github.com/containerd/containerd/v2";

const RUNC = "github.com/opencontainers/runc";

/** The distribution's runc will not do for all: before version 1.2 it does not know the namespaces that this dockerd asks for. */
const PROGRAMS = {
    dockerd: `${MOBY}/cmd/dockerd`,
    "docker-proxy": `${MOBY}/cmd/docker-proxy`,
    containerd: `${CONTAINERD}/cmd/containerd`,
    "containerd-shim-runc-v2": `${CONTAINERD}/cmd/containerd-shim-runc-v2`,
    runc: RUNC,
};

const root = (): string => join(toolCache(), `docker-${DEFAULT_ENGINE_VERSION}-${pinned(MOBY)}`);

/** The version of a module in go.mod, the only place that has it. */
function pinned(module: string): string {
    return new RegExp(`${module} (\\S+)`).exec(readFileSync(join(MODULE, "go.mod"), "utf8"))?.[1] ?? "";
}

/**
 * The Docker engine of the version that the install script pins, if {@link buildDockerEngine} has built it.
 *
 * Docker's static bundle is not a source: Docker publishes no checksum of it, so none could be pinned that comes from
 * anybody but the server that the bundle itself comes from. Its programs are used if the user puts them into /usr.
 */
export function builtDockerEngine(): DockerEngine | undefined {
    const origin = `moby ${pinned(MOBY)}, containerd ${pinned(CONTAINERD)} and runc ${pinned(RUNC)}, built from their Go modules`;
    return hasPrograms(root(), PROGRAMS) ? { folder: join(root(), "bin"), origin } : undefined;
}

/**
 * Builds the Docker engine into the user's tool cache, once. Its module has tags of its own, of which not each release has
 * one: it is the newest, and reports the version that the install script pins.
 *
 * @throws Error that says why it cannot be built, and what to do.
 */
export async function buildDockerEngine(progress: Progress): Promise<DockerEngine> {
    const before = builtDockerEngine();
    if (before !== undefined) {
        return before;
    }
    if ((await outputOf("go", "version")) === undefined) {
        throw new Error(
            `The Docker engine ${DEFAULT_ENGINE_VERSION} cannot be built: there is no Go. Install Go (https://go.dev/dl), a C compiler and pkg-config, or put the programs of Docker's static bundle into /usr/local/bin (https://download.docker.com/linux/static/stable).`,
        );
    }
    progress(
        `Building the Docker engine ${DEFAULT_ENGINE_VERSION} from its Go modules: once, about four minutes on a machine with nothing else to do`,
    );
    const ldflags = `-s -w -X ${MOBY}/dockerversion.Version=${DEFAULT_ENGINE_VERSION} -X ${CONTAINERD}/version.Version=${pinned(CONTAINERD)}`;
    const spec = { module: MODULE, targets: PROGRAMS, ldflags, tags: "seccomp", env: await libseccomp(progress) };
    const failure = await buildGoPrograms(spec, root(), progress);
    const built = builtDockerEngine();
    if (built === undefined) {
        throw new Error(
            `The Docker engine ${DEFAULT_ENGINE_VERSION} cannot be built: ${failure ?? "it is not there"}. runc needs a C compiler and pkg-config as well.`,
        );
    }
    return built;
}

/** Where Go's tools find the library that runc restricts system calls with: on the system, otherwise in Debian's package. */
async function libseccomp(progress: Progress): Promise<Record<string, string>> {
    if ((await outputOf("pkg-config", "--modversion", "libseccomp")) !== undefined) {
        return {};
    }
    const { folder, libraries } = await unpackPackages(["libseccomp-dev"], toolCache(), progress);
    return {
        PKG_CONFIG_SYSROOT_DIR: folder,
        PKG_CONFIG_PATH: libraries.map((each) => join(folder, each, "pkgconfig")).join(":"),
    };
}
