# Lets curl and apt use the proxy here, and apt later on, when the VM updates itself.
use_proxy() {
    if [[ -z $HTTPS_PROXY_URL ]]; then
        rm -f "$APT_PROXY"
        return
    fi
    export http_proxy=$HTTP_PROXY_URL https_proxy=$HTTPS_PROXY_URL no_proxy=$NO_PROXY_HOSTS
    {
        [[ -z $HTTP_PROXY_URL ]] || printf 'Acquire::http::Proxy "%s";\n' "$HTTP_PROXY_URL"
        printf 'Acquire::https::Proxy "%s";\n' "$HTTPS_PROXY_URL"
    } >"$APT_PROXY.new"
    mv "$APT_PROXY.new" "$APT_PROXY"
}
