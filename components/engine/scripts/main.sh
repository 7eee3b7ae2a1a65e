use_proxy
need openssl
install_packages
install_plugins
stage
check_certificates
apply_settings
audit
log_in
systemctl enable --quiet docker
note "$(dockerd --version) listens with mutual TLS"
