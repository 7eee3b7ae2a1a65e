import pulumi
import pulumi_docker_host_vm as docker_host_vm

build = docker_host_vm.DockerHostVm(
    "build",
    allowed_sources=pulumi.Config().require_object("allowedSources"),
)
test = docker_host_vm.DockerHostVm(
    "test",
    authority=build.authority,
    network=build.network,
)

pulumi.export("dockerHosts", [build.docker_host, test.docker_host])
pulumi.export("verifyCommand", build.verify_command)
