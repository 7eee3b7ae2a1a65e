import type * as pulumi from "@pulumi/pulumi";
import { authorityReferenceRules, type CertificateAuthorityReference } from "./certificates/authorityReference";
import { certificateAuthorityRules } from "./certificates/certificateAuthorityArgs";
import { clientName } from "./certificates/clientCertificate";
import type { ExistingAuthority } from "./certificates/existingAuthority";
import { serverName } from "./certificates/serverNames";
import { dockerCertDir } from "./client/certDir";
import { type ClientFilesReference, clientFilesReferenceRules } from "./client/clientFilesArgs";
import { daemon, furtherDaemonOption } from "./engine/daemonRules";
import type { DaemonSettings } from "./engine/daemonSettings";
import { type DockerExtensionSettings, dockerExtensionSettings } from "./engine/dockerExtensionSettings";
import { type EngineSettings, engineSettings } from "./engine/engineSettings";
import { engineMirror, engineVersion } from "./engine/installScript";
import { DaemonPreset, EngineInstall, EngineSource, type KeyAlgorithm } from "./options";
import { allOf, distinct, listOf, oneOf, trueOrFalse, wholeNumber } from "./validation/rules";
import { tags } from "./validation/tags";
import { membersOf, type Rules } from "./validation/walk";

/** The arguments that a `DockerHostVm` and a `DockerEngine` share: the engine, its certificates, and its clients. */
export interface DockerDaemonArgs {
    /**
     * The certificate authority that this host shares with others: a `CertificateAuthority`, the `reference` of one in another
     * stack, or the `authority` of another host. A change reissues the server certificate.
     *
     * @defaultValue - a new one, `${name}-ca`
     */
    authority?: pulumi.Input<CertificateAuthorityReference>;
    /**
     * The client files that this host shares with others, on the machine that runs Pulumi.
     *
     * @defaultValue - new files if `writeClientFiles` is true, otherwise none
     */
    clientFiles?: pulumi.Input<ClientFilesReference>;
    /**
     * How the Docker engine is installed. A change replaces the VM extension.
     *
     * @defaultValue `CustomScript`
     */
    engineInstall?: EngineInstall;
    /**
     * Source of the engine packages. Only with `CustomScript`. A change installs the packages of the other source.
     *
     * @defaultValue `docker`
     */
    engineSource?: EngineSource;
    /**
     * Version of the engine, for example `29.10.0`, or `27.5.1-0ubuntu3~24.04.2` for Ubuntu's package. Only with
     * `CustomScript`. A change installs that version and restarts the daemon.
     *
     * @defaultValue - a pinned version of Docker's packages; the latest of Ubuntu's
     */
    engineVersion?: string;
    /**
     * `https://` URL of a mirror of Docker's repository for Ubuntu, signed with Docker's own key. Only with `CustomScript` and
     * the source `docker`. A change runs the installation again.
     *
     * @defaultValue - `https://download.docker.com/linux/ubuntu`
     */
    engineMirror?: string;
    /**
     * Daemon settings. A change restarts the daemon.
     *
     * @defaultValue - log rotation, `live-restore`, no `icc`, no `userland-proxy`; otherwise the engine's defaults
     */
    daemon?: DaemonSettings;
    /**
     * Settings of the daemon and of the host from a published recommendation; explicit `daemon` settings win. Only with
     * `CustomScript`. A change restarts the daemon and **hides images and containers** that were there before, because it turns
     * user namespaces on or off. docs/security.md lists its costs, and the results of Docker Bench for Security.
     *
     * @defaultValue - `default`
     * @see https://github.com/docker/docker-bench-security
     */
    daemonPreset?: DaemonPreset;
    /**
     * Setup of the host around the daemon: a proxy, logins to registries, plugins, and timers that prune and update. Only with
     * `CustomScript`.
     *
     * @defaultValue `{}`
     */
    engine?: EngineSettings;
    /**
     * What the DockerExtension does besides the daemon: Compose, its variables, a registry login, and where to download from.
     * Only with `DockerExtension`.
     *
     * @defaultValue `{}`
     */
    dockerExtension?: DockerExtensionSettings;
    /**
     * Tags, by name, of all resources that this component creates and Azure can tag: at most 50, with names of up to 512 characters
     * that differ by more than case, and values of up to 256. Never write a secret into a tag. A change updates the tags in
     * place.
     *
     * @defaultValue `{}`
     * @see https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources
     */
    tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
    /**
     * Additional names and addresses for the server certificate, which always includes the name or address that clients
     * connect to, the VM's name, `localhost`, 127.0.0.1 and, of a `DockerHostVm`, the domain name, public address or, without
     * one, private address. A change reissues the certificate and restarts the daemon.
     *
     * @defaultValue `[]`
     */
    serverNames?: string[];
    /**
     * Additional `dockerd` flags, one per element, for example `--log-level=warn`. Flags are rejected if `daemon` has a
     * setting for them, or if they open a port, change TLS or move the daemon's socket. docs/security.md lists flags that
     * weaken a host. A change restarts the daemon.
     *
     * @defaultValue `[]`
     * @see https://docs.docker.com/reference/cli/dockerd/
     */
    daemonOptions?: string[];
    /**
     * Names of the clients: 1 to 40 lowercase letters, digits and hyphens each. Cannot be used with `authority`. Adding a name
     * lets that client in, removing one **shuts that client out**. A change restarts the daemon.
     *
     * @defaultValue `["default"]`
     */
    clients?: string[];
    /**
     * Name of the client whose certificate and key are in `clientCertPem`, `clientKeyPem` and the written files. A change
     * takes effect in place.
     *
     * @defaultValue - `default` if there is such a client, otherwise the first in alphabetical order
     */
    client?: string;
    /**
     * Issuers of existing clients, PEM, by a name for each. Hosts accept **everyone with a certificate of theirs**. Cannot be
     * used with `authority`. A change restarts the daemon.
     *
     * @defaultValue - none
     */
    clientIssuers?: Record<string, pulumi.Input<string>>;
    /**
     * Names of the authority's generations. Clients trust all of them, and the first signs server certificates. Cannot be used
     * with `authority`. Dropping a name **locks out clients** whose `ca.pem` has no other.
     *
     * @defaultValue `["g1"]`
     */
    authorityGenerations?: string[];
    /**
     * Existing authorities by the name of their generation, used instead of new ones. Cannot be used with `authority`.
     *
     * @defaultValue - none: every generation is created
     */
    existingAuthorities?: Record<string, ExistingAuthority>;
    /**
     * Algorithm and size of the private keys created here. A change replaces them all. Unless `authority` is given, it
     * **replaces the authority and locks clients out**.
     *
     * @defaultValue `ECDSA-P256`
     */
    keyAlgorithm?: KeyAlgorithm;
    /**
     * Validity of the authority in hours. Cannot be used with `authority`. A change reissues every certificate; clients with
     * earlier files keep access.
     *
     * @defaultValue 87600, ten years
     */
    caValidityHours?: number;
    /**
     * Validity of the server and client certificates in hours: at most 19800 (825 days), and less than `caValidityHours`. A
     * change reissues them.
     *
     * @defaultValue 8760, one year
     */
    certificateValidityHours?: number;
    /**
     * How many hours before expiry the next `up` renews a certificate; less than `certificateValidityHours`.
     *
     * @defaultValue 720, thirty days
     */
    earlyRenewalHours?: number;
    /**
     * Seconds to wait for the daemon to answer over mutual TLS: at most 5400, or 0 to skip waiting.
     *
     * @defaultValue 900
     */
    readinessTimeoutSeconds?: number;
    /**
     * Whether to write `ca.pem`, `cert.pem`, `key.pem` and, if it was created here, `id_ed25519` to the disk of the machine
     * that runs `pulumi up`. Cannot be used with `clientFiles`. A second host in the program needs its own `dockerCertDir`.
     *
     * @defaultValue false
     */
    writeClientFiles?: boolean;
    /**
     * Folder for those files. No other host or `ClientFiles` in the program may use it; to share files, use `clientFiles`.
     * Cannot be used with `clientFiles`. A change moves the files.
     *
     * @defaultValue `~/.docker/docker-host-vm/<project>-<stack>`
     */
    dockerCertDir?: string;
}

/** The rules for the arguments, including those of an authority that the component creates itself. */
export const dockerDaemonRules = {
    ...certificateAuthorityRules,
    client: clientName,
    authority: { input: membersOf("a CertificateAuthority", authorityReferenceRules, ["clients"]) },
    clientFiles: { input: membersOf("ClientFiles", clientFilesReferenceRules, ["sshPrivateKeyPath"]) },
    engineInstall: oneOf(Object.values(EngineInstall)),
    engineSource: oneOf(Object.values(EngineSource)),
    engineVersion,
    engineMirror,
    daemon,
    daemonPreset: oneOf(Object.values(DaemonPreset)),
    engine: engineSettings,
    dockerExtension: dockerExtensionSettings,
    daemonOptions: listOf(furtherDaemonOption),
    serverNames: allOf(listOf(serverName), distinct),
    tags: { input: tags },
    readinessTimeoutSeconds: wholeNumber("seconds", 0, 5_400),
    writeClientFiles: trueOrFalse,
    dockerCertDir,
} as const satisfies Rules<DockerDaemonArgs>;
