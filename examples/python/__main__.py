import pulumi
import pulumi_docker_host_vm as docker_host_vm

host = docker_host_vm.DockerHostVm(
    "build",
    allowed_sources=pulumi.Config().require_object("allowedSources"),
    write_client_files=False,
)

pulumi.export("dockerHost", host.docker_host)
pulumi.export("verifyCommand", host.verify_command)
