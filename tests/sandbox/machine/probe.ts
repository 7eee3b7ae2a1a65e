import { toolCache } from "../../../sandbox/home";
import { probeCapability } from "../../../sandbox/machine/capability";

void probeCapability({ cache: toolCache() }).then((capability) => {
    process.stdout.write(JSON.stringify(capability));
});
