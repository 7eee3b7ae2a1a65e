import { describe, expect, test } from "@jest/globals";
import { logOptionProblems } from "../../../../components/engine/logOptions";

const named = (driver: string, options: Record<string, string>): string[] =>
    logOptionProblems("daemon.logOptions", driver, options).map(({ argument }) =>
        argument.replace("daemon.logOptions.", ""),
    );

const GELF = { "gelf-address": "udp://192.0.2.1:12201" };
const SPLUNK = { "splunk-url": "https://splunk.example.org:8088", "splunk-token": "t" };

describe("An option of a log driver", () => {
    // Each breaks a container's start with dockerd 29, or its own.
    test.each<[string, Record<string, string>, string]>([
        ["json-file", { "max-size": "lots" }, "max-size"],
        ["json-file", { "max-size": "0" }, "max-size"],
        ["json-file", { "max-size": "-1" }, "max-size"],
        ["json-file", { "max-size": "10x" }, "max-size"],
        ["json-file", { "max-file": "0" }, "max-file"],
        ["json-file", { "max-file": "many" }, "max-file"],
        ["json-file", { compress: "yes" }, "compress"],
        ["json-file", { compress: "true" }, "max-file"],
        ["json-file", { compress: "true", "max-size": "1m" }, "max-file"],
        ["json-file", { compress: "true", "max-file": "3" }, "max-file"],
        ["json-file", { "max-sizes": "1m" }, "max-sizes"],
        ["json-file", { constructor: "1m" }, "constructor"],
        ["json-file", { "labels-regex": "(" }, "labels-regex"],
        ["json-file", { tag: "{{.Name" }, "tag"],
        ["json-file", { tag: "{{.Nome}}" }, "tag"],
        ["json-file", { mode: "fast" }, "mode"],
        ["json-file", { "max-buffer-size": "4m" }, "mode"],
        ["json-file", { "max-buffer-size": "4m", mode: "blocking" }, "mode"],
        ["json-file", { "cache-disabled": "no" }, "cache-disabled"],
        ["local", { "max-file": "1" }, "max-file"],
        ["local", { "max-size": "lots" }, "max-size"],
        ["journald", { "max-size": "1m" }, "max-size"],
        ["none", { "max-size": "1m" }, "max-size"],
        ["syslog", { "syslog-address": "http://a" }, "syslog-address"],
        ["syslog", { "syslog-facility": "local9" }, "syslog-facility"],
        ["syslog", { "syslog-facility": "24" }, "syslog-facility"],
        ["syslog", { "syslog-format": "rfc" }, "syslog-format"],
        ["syslog", { "syslog-tls-ca-cert": "ca.pem" }, "syslog-tls-ca-cert"],
        ["gelf", {}, "gelf-address"],
        ["gelf", { "gelf-address": "192.0.2.1:12201" }, "gelf-address"],
        ["gelf", { ...GELF, "gelf-compression-type": "zip" }, "gelf-compression-type"],
        ["gelf", { ...GELF, "gelf-compression-level": "10" }, "gelf-compression-level"],
        ["fluentd", { "fluentd-retry-wait": "10" }, "fluentd-retry-wait"],
        ["fluentd", { "fluentd-address": "http://a" }, "fluentd-address"],
        ["fluentd", { "fluentd-buffer-limit": "large" }, "fluentd-buffer-limit"],
        ["splunk", { "splunk-url": "https://a" }, "splunk-token"],
        ["splunk", { ...SPLUNK, "splunk-url": "splunk.example.org" }, "splunk-url"],
        ["awslogs", {}, "awslogs-group"],
        ["awslogs", { "awslogs-group": "g", labels: "a" }, "labels"],
        ["gcplogs", { tag: "{{.ID}}" }, "tag"],
    ])("of %s is not one of %j: %s", (driver, options, name) => {
        expect(named(driver, options)).toEqual([name]);
    });

    test.each<[string, Record<string, string>]>([
        ["json-file", {}],
        ["json-file", { "max-size": "10m", "max-file": "3" }],
        ["json-file", { "max-size": "1.5 GiB", "max-file": "2", compress: "true" }],
        ["json-file", { tag: "{{.ImageName}}/{{.Name}}/{{.ID}}", labels: "a,b", "env-regex": "^(?i)os|(?P<x>a)" }],
        ["json-file", { tag: '{{ with .ContainerLabels }}{{ index . "a" }}{{ end }}' }],
        ["json-file", { mode: "non-blocking", "max-buffer-size": "4m" }],
        ["local", { "max-file": "1", compress: "false" }],
        ["local", { "max-size": "10m" }],
        ["journald", { tag: "{{.Name}}", env: "os" }],
        ["none", {}],
        ["syslog", { "syslog-address": "tcp+tls://192.0.2.1:6514", "syslog-facility": "local0" }],
        ["syslog", { "syslog-address": "unix:///dev/log", "syslog-format": "rfc5424" }],
        ["gelf", GELF],
        ["fluentd", { "fluentd-address": "unix:///run/fluent.sock", "fluentd-retry-wait": "1.5s" }],
        ["fluentd", { "fluentd-address": "192.0.2.1:24224", "fluentd-async": "true" }],
        ["splunk", SPLUNK],
        ["awslogs", { "awslogs-group": "g" }],
        ["gcplogs", { "gcp-project": "p" }],
        ["grafana/loki-docker-driver:3", { "loki-url": "https://loki.example.org" }],
    ])("of %s can be one of %j", (driver, options) => {
        expect(named(driver, options)).toEqual([]);
    });

    test("that is misspelt is refused with the near name", () => {
        expect(logOptionProblems("daemon.logOptions", "json-file", { "max-sise": "s3cret" })).toEqual([
            {
                argument: "daemon.logOptions.max-sise",
                expected: "an option of the log driver json-file",
                fix: "Use max-size, or remove it",
            },
        ]);
    });

    test("is not shown when it is a token", () => {
        expect(JSON.stringify(logOptionProblems("o", "splunk", { ...SPLUNK, "splunk-token": " " }))).not.toContain(
            '"got"',
        );
    });
});
