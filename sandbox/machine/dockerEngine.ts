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

/** runc is built too, because before version 1.2 it does not support the namespaces that this dockerd needs. */
const PROGRAMS = {
    dockerd: `${MOBY}/cmd/dockerd`,
    "docker-proxy": `${MOBY}/cmd/docker-proxy`,
    containerd: `${CONTAINERD}/cmd/containerd`,
    "containerd-shim-runc-v2": `${CONTAINERD}/cmd/containerd-shim-runc-v2`,
    runc: RUNC,
};

const root = (): string => join(toolCache(), `docker-${DEFAULT_ENGINE_VERSION}-${pinned(MOBY)}`);

/** The version of a module, from go.mod. */
function pinned(module: string): string {
    return new RegExp(`${module} (\\S+)`).exec(readFileSync(join(MODULE, "go.mod"), "utf8"))?.[1] ?? "";
}

/**
 * The Docker engine of the version that the install script pins; undefined if {@link buildDockerEngine} has not built it.
 *
 * The sandbox does not download Docker's static bundle, because Docker publishes no checksum that could be pinned. It uses
 * the bundle's programs if the user puts them into /usr.
 */
export function builtDockerEngine(): DockerEngine | undefined {
    const origin = `built from moby ${pinned(MOBY)}, containerd ${pinned(CONTAINERD)} and runc ${pinned(RUNC)}`;
    return hasPrograms(root(), PROGRAMS) ? { folder: join(root(), "bin"), origin } : undefined;
}

/**
 * Builds the Docker engine in the user's tool cache, unless it is there already. moby's module does not have a tag for
 * every release, so its newest one is built and reports the version that the install script pins.
 *
 * @throws Error that says why it cannot be built and how to fix that.
 */
export async function buildDockerEngine(progress: Progress): Promise<DockerEngine> {
    const before = builtDockerEngine();
    if (before !== undefined) {
        return before;
    }
    if ((await outputOf("go", "version")) === undefined) {
        throw new Error(
            `Docker engine ${DEFAULT_ENGINE_VERSION} cannot be built: Go is not installed. Install Go (https://go.dev/dl), a C compiler and pkg-config, or put the programs of Docker's static bundle into /usr/local/bin (https://download.docker.com/linux/static/stable).`,
        );
    }
    progress(
        `Building Docker engine ${DEFAULT_ENGINE_VERSION} from its Go modules (once; takes about four minutes on an idle machine)`,
    );
    const ldflags = `-s -w -X ${MOBY}/dockerversion.Version=${DEFAULT_ENGINE_VERSION} -X ${CONTAINERD}/version.Version=${pinned(CONTAINERD)}`;
    const spec = { module: MODULE, targets: PROGRAMS, ldflags, tags: "seccomp", env: await libseccomp(progress) };
    const failure = await buildGoPrograms(spec, root(), progress);
    const built = builtDockerEngine();
    if (built === undefined) {
        throw new Error(
            `Docker engine ${DEFAULT_ENGINE_VERSION} cannot be built: ${failure ?? "its programs are missing"}. runc also needs a C compiler and pkg-config.`,
        );
    }
    return built;
}

/** The environment variables with which Go finds libseccomp, which runc needs: on the system, otherwise in Debian's package. */
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
