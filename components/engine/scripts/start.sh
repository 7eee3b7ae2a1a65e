# Installs the Docker engine and makes it listen with mutual TLS. The CustomScript extension runs this on the VM as root. It can
# run again at any time and then changes nothing that is correct already. The text before this one assigns the variables:
#
# PACKAGE_SOURCE              docker (Docker's apt repository or a mirror of it) or ubuntu (the distribution's docker.io)
# REPOSITORY, KEY_FINGERPRINT Docker's repository, and the fingerprint of the key that signs it
# ENGINE_VERSION              for example 28.5.2; empty for the latest
# COMPOSE_VERSION, BUILDX_VERSION the docker CLI's plugins; empty for what the engine's packages bring
# KEEP_NEWER                  yes to keep a newer version that is already installed, otherwise no
# CA_PEM                      the issuers of the clients that the daemon accepts
# CERT_PEM, KEY_PEM           the daemon's own certificate and its key
# DAEMON_JSON                 the content of daemon.json
# DAEMON_JSON_MODE            its mode: a proxy may have a password
# SECCOMP_PROFILE             the content of the seccomp profile that daemon.json names; empty if it names none
# DATA_ROOT                   the data-root that daemon.json names, as systemd reads it; empty if it names none
# DATA_DISK_GIB               the size of the disk to mount there; empty if the host has no data disk
# DAEMON_FLAGS                additional flags of dockerd, as systemd reads them
# HTTP_PROXY_URL, HTTPS_PROXY_URL, NO_PROXY_HOSTS the proxies of the host; empty for none
# REGISTRY_AUTHS              logins to registries as the docker CLI's settings have them, JSON; empty for none
# PRUNE_CALENDAR, PRUNE_COMMANDS when a timer prunes, empty for never, and the docker CLI's commands for it, one per line
# UPDATE_CALENDAR             when a timer installs newer patch versions of Docker's packages; empty for never
# NVIDIA                      yes to make the VM's NVIDIA GPUs available to containers, otherwise no
# AUDIT                       yes to have auditd watch Docker's programs and files, otherwise no

set -Eeuo pipefail
umask 077
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

readonly LOCK_TIMEOUT_SECONDS=900
readonly FETCH_TIMEOUT_SECONDS=180
readonly CLOCK_TIMEOUT_SECONDS=600
readonly DISK_TIMEOUT_SECONDS=600
readonly START_TIMEOUT_SECONDS=60
readonly ANSWER_TIMEOUT_SECONDS=30
readonly LIST=/etc/apt/sources.list.d/docker.list
readonly SETTINGS=/etc/docker
readonly DROP_IN=/etc/systemd/system/docker.service.d/docker-host-vm.conf
readonly CONTAINERD_DROP_IN=/etc/systemd/system/containerd.service.d/docker-host-vm.conf
# apt ignores files in this folder whose name has a dot, except at its end .conf.
readonly APT_PROXY=/etc/apt/apt.conf.d/90docker-host-vm-proxy
readonly DOCKER_CONFIG=/root/.docker/config.json
readonly PINS=/etc/apt/preferences.d/docker-host-vm
readonly AUDIT_RULES=/etc/audit/rules.d/docker-host-vm.rules
readonly STATE=/var/lib/docker-host-vm
readonly PROBE=docker-host-vm-probe
readonly STAGE=$STATE/stage
readonly BACKUP=$STATE/backup

# When the script fails, the extension reports the end of standard error.
fail() {
    printf 'docker-host-vm: %s\n' "$*" >&2
    exit 1
}
trap 'fail "line $LINENO failed: $BASH_COMMAND"' ERR
trap 'rm -rf "$STAGE" "$BACKUP.new"' EXIT

note() {
    printf 'docker-host-vm: %s\n' "$*"
}
