import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { furtherDaemonOption } from "../../../../components/engine/daemonRules";
import { DOCKERD_FLAGS } from "../../../../components/engine/furtherFlags";
import { CHECKOUT } from "../../../support/checkout";

describe("A further flag of the daemon", () => {
    test.each([
        ["--icc=true", "interContainerCommunication"],
        ["--icc", "interContainerCommunication"],
        ["--label=tier=build", "labels"],
        ["--registry-mirror=https://a", "registryMirrors"],
        ["--storage-driver=overlay2", "storageDriver"],
        ["--log-driver=local", "logDriver"],
        ["--data-root=/data", "dataRoot"],
        ["-s=overlay2", "storageDriver"],
        ["--seccomp-profile=unconfined", "seccompProfile"],
    ])("is not %s, but the setting %s", (flag, setting) => {
        expect(furtherDaemonOption("daemonOptions[0]", flag)).toEqual([
            {
                argument: "daemonOptions[0]",
                expected: "a flag without a daemon setting",
                got: flag,
                fix: `Set daemon.${setting} instead`,
            },
        ]);
    });

    test.each([
        "",
        "log-level=warn",
        "--log-level warn",
        '--dns="a"',
        "--dns=$HOME",
        "--dns=a\\b",
        "--dns=`a`",
        "--dns=a\nb",
        "--debug\n",
        "-Htcp://0.0.0.0:2375",
        "-DHtcp://0.0.0.0:2375",
        "--bip=*",
        "--bip=?",
        "--bip=[1]",
        "-x",
        "--",
        7,
        null,
    ])("is not %j", (flag) => {
        expect(furtherDaemonOption("daemonOptions[0]", flag)).toEqual([
            {
                argument: "daemonOptions[0]",
                expected: "a single dockerd flag such as --log-level=warn, without spaces, quotes, wildcards, $ or \\",
                got: flag,
                fix: "List each flag separately, with its value after an equals sign",
            },
        ]);
    });

    test.each([
        ["-H", "no flag --host, because this package sets it"],
        ["-H=tcp://0.0.0.0:2375", "no flag --host, because this package sets it"],
        ["--host=tcp://0.0.0.0:2375", "no flag --host, because this package sets it"],
        ["--tls", "no flag --tls, because this package sets it"],
        ["--tlsverify=false", "no flag --tlsverify, because this package sets it"],
        ["--tlscacert=/x", "no flag --tlscacert, because this package sets it"],
        ["--tlscert=/x", "no flag --tlscert, because this package sets it"],
        ["--tlskey=/x", "no flag --tlskey, because this package sets it"],
        ["--config-file=/x", "no flag --config-file, because this package sets it"],
        ["-v", "no flag --version, because the daemon would print information and exit"],
        ["-h", "no flag --help, because the daemon would print information and exit"],
        ["--validate", "no flag --validate, because the daemon would print information and exit"],
        ["--metrics-addr=0.0.0.0:9323", "no flag --metrics-addr, because it opens a port without certificates"],
        [
            "--network-diagnostic-port=1",
            "no flag --network-diagnostic-port, because it opens a port without certificates",
        ],
        ["--cri-containerd", "no flag --cri-containerd, because it opens a port without certificates"],
        ["-G=users", "no flag --group, because members of that group need no certificate"],
        ["-p=/x", expect.stringMatching(/^no flag --pidfile, because /)],
        ["--exec-root=/x", expect.stringMatching(/^no flag --exec-root, because /)],
        ["--containerd=/x", expect.stringMatching(/^no flag --containerd, because /)],
        ["--iptables=false", expect.stringMatching(/^no flag --iptables, because /)],
        ["--ip6tables=false", expect.stringMatching(/^no flag --ip6tables, because /)],
    ])("is not %s, with the reason", (flag, expected) => {
        expect(furtherDaemonOption("daemonOptions[0]", flag)).toEqual([
            { argument: "daemonOptions[0]", expected, got: flag, fix: "Remove it" },
        ]);
    });

    test.each([
        ["--metrics-adr=0.0.0.0:9323", "Remove it: dockerd would not start"],
        ["--loglevel=warn", "Use --log-level, or remove it"],
        ["--metr=0.0.0.0:9323", "Remove it: dockerd would not start"],
        ["--cluster-store=etcd://a", "Remove it: dockerd would not start"],
    ])("is not %s, which dockerd does not know", (flag, fix) => {
        expect(furtherDaemonOption("daemonOptions[0]", flag)).toEqual([
            { argument: "daemonOptions[0]", expected: "a flag that dockerd knows", got: flag, fix },
        ]);
    });

    test.each([
        ["--debug=yes", "--debug with no value, true or false"],
        ["--debug=", "--debug with no value, true or false"],
        ["--mtu", "--mtu with a whole number after an equals sign"],
        ["--mtu=large", "--mtu with a whole number after an equals sign"],
        ["--dns", "--dns with a value after an equals sign"],
        ["--dns=", "--dns with a value after an equals sign"],
        ["-l", "--log-level with a value after an equals sign"],
    ])("is not %s: the next one would be its value, or none", (flag, expected) => {
        expect(furtherDaemonOption("daemonOptions[0]", flag)).toEqual([
            expect.objectContaining({ argument: "daemonOptions[0]", expected, got: flag }),
        ]);
    });

    test.each(["-D", "--debug", "--debug=false", "--log-level=warn", "-l=warn", "--bip=172.17.0.1/16", "--mtu=1400"])(
        "can be %s",
        (flag) => {
            expect(furtherDaemonOption("daemonOptions[0]", flag)).toEqual([]);
        },
    );

    test("is passed on or refused, whatever dockerd knows: docs/security.md lists those that weaken", () => {
        const page = readFileSync(join(CHECKOUT, "docs/security.md"), "utf8");
        const listed = [...page.matchAll(/^\| `--([a-z0-9-]+)`/gm)].map(([, name]) => name);
        const weakening = Object.entries(DOCKERD_FLAGS).filter(([, { weakens }]) => weakens !== undefined);
        expect(listed).toEqual(weakening.map(([name]) => name));
        for (const [name, { weakens = "" }] of weakening) {
            expect(page).toMatch(new RegExp(`\\| \`--${name}\` +\\| ${weakens} +\\|`));
        }
    });
});
