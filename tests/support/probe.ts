import { builtDockerEngine } from "../../sandbox/machine/dockerEngine";
import { toolCache } from "../../shared/toolCache";
import { probeCapability } from "../../sandbox/machine/capability";

void probeCapability({ cache: toolCache(), engine: builtDockerEngine() }).then((capability) => {
    process.stdout.write(JSON.stringify(capability));
});
