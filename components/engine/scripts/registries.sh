# Logs root in to registries, for what runs on the host: clients of the daemon bring their own logins. Other logins in the file
# stay; those of an earlier run are removed. `docker login` would need the registry, and would warn of the file.
log_in() {
    local said
    [[ -n $REGISTRY_AUTHS || -e $STATE/registries.json ]] || return 0
    need python3
    said=$(
        AUTHS=$REGISTRY_AUTHS python3 -I - "$DOCKER_CONFIG" "$STATE/registries.json" 2>&1 <<'PYTHON'
import json, os, sys

def read(path):
    try:
        with open(path) as file:
            return json.load(file)
    except FileNotFoundError:
        return {}

def write(path, content):
    if not content:
        if os.path.exists(path):
            os.remove(path)
        return
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with open(os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(content, file, indent="\t")
    os.replace(path + ".new", path)

settings, record = sys.argv[1:]
wanted = json.loads(os.environ["AUTHS"] or "{}")
config, earlier = read(settings), read(record)
others = {server: auth for server, auth in config.pop("auths", {}).items() if server not in earlier}
auths = {**others, **wanted}
write(settings, {**config, **({"auths": auths} if auths else {})})
write(record, dict.fromkeys(wanted, True))
PYTHON
    ) || fail "the logins to registries could not be written to $DOCKER_CONFIG: ${said##*$'\n'}"
}
