import { expect, test } from "@jest/globals";
import { kindOf } from "../../../../shared/azure/resourceKind";

test.each([
    ["azure-native:network:SecurityRule", "network:SecurityRule"],
    ["azure-native:network/v20230901:SecurityRule", "network:SecurityRule"],
    ["azure-native_network_v20230901:network:SecurityRule", "network:SecurityRule"],
    ["azure-native:compute/v20240301preview:VirtualMachine", "compute:VirtualMachine"],
    ["tls:index/privateKey:PrivateKey", "tls:PrivateKey"],
    ["random:index/randomString:RandomString", "random:RandomString"],
    ["docker-host-vm:index:DockerHostVm", undefined],
    ["azure:network/networkSecurityRule:NetworkSecurityRule", undefined],
    ["aws:ec2/securityGroup:SecurityGroup", undefined],
    ["pulumi:providers:azure-native", undefined],
    ["my-azure-native:network:SecurityRule", undefined],
    ["", undefined],
])("%s is of the kind %s", (type, kind) => {
    expect(kindOf(type)).toBe(kind);
});
