// Makes a VM from a password and an SSH public key, both from the command line, that are known only later, the key secret with
// `secret` as third argument. A test runs this as a process of its own, since an error in an `apply` ends the process.
import * as pulumi from "@pulumi/pulumi";
import { checkedAdministrator } from "../../components/machine/administrator";
import { createVirtualMachine } from "../../components/machine/virtualMachine";

async function main([password = "", key = "", secrecy = ""]: readonly string[]): Promise<void> {
    await pulumi.runtime.setMocks({
        newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
        call: () => ({}),
    });
    createVirtualMachine(
        "build",
        {
            hostName: "build",
            resourceGroupName: "group",
            location: "westus",
            networkInterfaceId: "/nic",
            vmSize: "Standard_B2ls_v2",
            image: "ubuntu-14.04",
            administrator: checkedAdministrator('DockerHostVm "build"', {
                adminUsername: "azureuser",
                adminPassword: pulumi.secret(password),
                sshPublicKeys: [secrecy === "secret" ? pulumi.secret(key) : Promise.resolve(key)],
            }),
        },
        {},
    );
}

void main(process.argv.slice(2));
