import { builtDockerEngine } from "../../../../sandbox/dockerEngine";
import { toolCache } from "../../../../sandbox/home";
import { probeCapability } from "../../../../sandbox/machine/capability";

void probeCapability({ cache: toolCache(), engine: builtDockerEngine() }).then((capability) => {
    process.stdout.write(JSON.stringify(capability));
});
