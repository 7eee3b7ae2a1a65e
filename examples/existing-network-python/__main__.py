import pulumi
from pulumi_docker_host_vm import DockerHostVm

host = DockerHostVm(
    "internal",
    allowed_sources=["10.0.0.0/8"],
    networking={"subnet_id": pulumi.Config().require("subnetId")},
    public_address=False,
    disks={"data_disk": {"size_gb": 64, "allow_data_loss": True}},
    tags={"team": "build"},
)
pulumi.export("dockerHost", host.docker_host)
