use_proxy
need openssl
[[ -z $DATA_DISK_GIB ]] || mount_disk
install_packages
keep_from_wireserver
install_plugins
install_nvidia
stage
check_certificates
apply_settings
audit
log_in
prune
update_engine
systemctl enable --quiet docker
[[ -n $DATA_DISK_GIB ]] || forget_disk
note "$(dockerd --version) listens with mutual TLS"
