// Writes or deletes a client's files. Runs on the machine that runs Pulumi, as `node - create` or `node - delete`.
//
// DOCKER_CERT_DIR        the folder as written by the user
// FILES                  JSON: contents by file name
// PULUMI_COMMAND_STDOUT  the report of the last run, which lists the files it wrote
//
// Prints a report in JSON: the folder, the folders created for it, and the path and SHA-256 of each file, never its contents.
"use strict";

const { createHash, randomBytes } = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

/**
 * @typedef {{ path: string, sha256: string }} WrittenFile
 * @typedef {{ directory: string, madeDirectories: string[], files: Record<string, WrittenFile> }} Report
 */

const PRIVATE = 0o400;
const PUBLIC = 0o444;
/** In milliseconds. */
const HOUR = 3_600_000;

/** @param {string | Buffer} content */
const sha256 = (content) => createHash("sha256").update(content).digest("hex");

/** @param {string} file */
const readIfThere = (file) => (fs.existsSync(file) ? fs.readFileSync(file) : undefined);

/** An error whose message is for the user. */
class UserError extends Error {}

/** @param {string} message @returns {never} */
function fail(message) {
    throw new UserError(message);
}

/** @param {string} written the folder as written by the user */
function expand(written) {
    if (/^~(?=$|[/\\])/.test(written) && os.homedir() === "") {
        fail(`dockerCertDir: ${written} needs your home folder, but HOME is empty. Set HOME, or use an absolute path.`);
    }
    return path.resolve(written.replace(/^~(?=$|[/\\])/, () => os.homedir()));
}

/** @returns {Report | undefined} */
function lastReport() {
    const text = process.env["PULUMI_COMMAND_STDOUT"];
    return text ? JSON.parse(text) : undefined;
}

/** @param {WrittenFile} file */
function isOurs(file) {
    const content = readIfThere(file.path);
    return content !== undefined && sha256(content) === file.sha256;
}

/**
 * Throws before anything is written if a file exists that the last run did not write and whose contents differ.
 *
 * @param {string} directory @param {Record<string, string>} files @param {Report | undefined} last
 */
function throwIfForeignFiles(directory, files, last) {
    const written = Object.values(last?.files ?? {});
    for (const name of Object.keys(files)) {
        const file = path.join(directory, name);
        if (!isThere(file) || written.some((ours) => ours.path === file && isOurs(ours))) {
            continue;
        }
        if (fs.statSync(file, { throwIfNoEntry: false })?.isFile() && readIfThere(file)?.toString() === files[name]) {
            continue;
        }
        fail(
            name === "ca.pem"
                ? `dockerCertDir: ${file} belongs to another certificate authority and is not overwritten. Choose another dockerCertDir, or move that folder.`
                : `dockerCertDir: ${file} was not written by this stack and is not overwritten. Choose another dockerCertDir, or move the file.`,
        );
    }
}

/** @param {string} file may be a broken link */
const isThere = (file) => fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined;

/**
 * Whether other users may create and delete entries of a folder. The personal group of the user or of the owner, which has the
 * user's number on many systems, does not count. Any other group may be shared, even the user's primary group.
 *
 * @param {fs.Stats} folder @param {number} user
 */
const othersMayWrite = ({ mode, uid, gid }, user) =>
    (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && ![user, uid].includes(gid));

/**
 * Whether the owner of a folder above the files is trusted: an owner can rename entries whatever the mode. Trusted are the
 * user, root, and the owner of `/`, which is root even where a user namespace shows root as nobody. With sudo and the caller's
 * HOME, root works in another user's home: that user asked for the files and is trusted within that home only. The owner of a
 * folder that contains the current one, such as a mounted workspace, is trusted too, because they could change the program.
 *
 * @param {string} directory @param {fs.Stats} folder @param {number} user
 */
function isTrustedOwner(directory, { uid }, user) {
    const isTrusted = [user, 0, fs.statSync("/").uid].includes(uid) || isWithin(directory, process.cwd());
    return isTrusted || (user === 0 && isInHomeOf(uid, directory));
}

/** @param {number} owner @param {string} directory an existing folder */
function isInHomeOf(owner, directory) {
    const home = os.homedir();
    if (home === "" || fs.statSync(home, { throwIfNoEntry: false })?.uid !== owner) {
        return false;
    }
    return isWithin(home, directory);
}

/** @param {string} outer @param {string} inner two existing folders */
function isWithin(outer, inner) {
    return path.relative(fs.realpathSync(outer), fs.realpathSync(inner)).split(path.sep)[0] !== "..";
}

/**
 * Throws if other users could replace the files, because an existing folder may belong to anybody.
 *
 * @param {string} directory
 */
function throwIfReplaceable(directory) {
    const user = process.getuid?.();
    // Windows has no file modes.
    if (user === undefined) {
        return;
    }
    throwIfWritable(directory, user);
    const places = fs.existsSync(directory) ? [directory, fs.realpathSync(directory)] : [directory];
    places.forEach((place) => throwIfInReplaceableFolder(place, user));
}

/** @param {string} directory @param {number} user */
function throwIfWritable(directory, user) {
    const folder = fs.statSync(directory, { throwIfNoEntry: false });
    if (folder !== undefined && (folder.uid !== user || (folder.mode & 0o022) !== 0)) {
        const fix = adviceAbout(directory, folder);
        fail(`dockerCertDir: ${directory} is writable by other users, who could replace the keys. ${fix}`);
    }
}

/**
 * Advice about a folder that other users can write to. Closing a shared folder such as /tmp would do harm.
 *
 * @param {string} directory @param {fs.Stats} folder
 */
function adviceAbout(directory, { uid, mode }) {
    const isShared = (mode & 0o1000) !== 0 || uid !== process.getuid?.();
    if (isShared) {
        return `Choose a folder of your own, for example ${path.join(directory, "docker-host")}`;
    }
    return modesAreKept(directory)
        ? `Choose another folder, or run: chmod go-w ${directory}`
        : "chmod has no effect there, as on Windows drives in WSL. Choose a folder on the Linux file system, for example ~/.docker/docker-host";
}

/**
 * Throws if other users could replace one of the folders that contain the files. In a folder like /tmp they cannot, because
 * its sticky bit lets users delete only their own entries.
 *
 * @param {string} directory @param {number} user
 */
function throwIfInReplaceableFolder(directory, user) {
    for (let child = directory; child !== path.dirname(child); child = path.dirname(child)) {
        const parent = path.dirname(child);
        const folder = fs.statSync(parent, { throwIfNoEntry: false });
        const entry = fs.lstatSync(child, { throwIfNoEntry: false });
        if (folder === undefined) {
            continue;
        }
        const isKept = (folder.mode & 0o1000) !== 0 && (!entry || isTrustedOwner(child, entry, user));
        if (!isTrustedOwner(parent, folder, user) || (!isKept && othersMayWrite(folder, user))) {
            fail(
                `dockerCertDir: ${directory} is in ${parent}, where other users could replace it. Choose a folder within your home folder.`,
            );
        }
    }
}

/**
 * Whether a folder's file system stores file modes.
 *
 * @param {string} directory
 */
function modesAreKept(directory) {
    const probe = fs.mkdtempSync(path.join(directory, ".staging-"));
    try {
        return (fs.statSync(probe).mode & 0o077) === 0;
    } finally {
        fs.rmdirSync(probe);
    }
}

/**
 * Deletes the leftovers of killed runs, but not the files of a run that is still active.
 *
 * @param {string} directory
 */
function sweep(directory) {
    const names = fs.existsSync(directory) ? fs.readdirSync(directory) : [];
    for (const name of names) {
        const [isStaging, pid] = /^\.staging-(?:(\d+)-)?[0-9a-f]{12}$/.exec(name) ?? [];
        const staging = path.join(directory, name);
        if (isStaging && ((pid && isGone(Number(pid))) || isOld(staging))) {
            fs.rmSync(staging, { recursive: true, force: true });
        }
    }
}

/** @param {number} pid */
function isGone(pid) {
    try {
        process.kill(pid, 0);
        return false;
    } catch (error) {
        return /** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH";
    }
}

/**
 * Whether a staging folder is too old for an active run. Its process ID may have been reused.
 *
 * @param {string} staging
 */
function isOld(staging) {
    const { mtimeMs = Infinity } = fs.statSync(staging, { throwIfNoEntry: false }) ?? {};
    return mtimeMs < Date.now() - HOUR;
}

/**
 * Creates the folder, and returns the folders that had to be created, innermost first.
 *
 * @param {string} directory
 */
function makeDirectory(directory) {
    const made = [];
    // A missing Windows drive is its own parent.
    for (let at = directory; !fs.existsSync(at) && at !== path.dirname(at); at = path.dirname(at)) {
        made.push(at);
    }
    // An existing folder keeps its mode: it may be somebody's home folder.
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    return made;
}

/** @param {string} name */
const modeOf = (name) => (name === "ca.pem" || name === "cert.pem" ? PUBLIC : PRIVATE);

/** @param {string} file @param {string | Buffer} content */
function write(file, content) {
    const mode = modeOf(path.basename(file));
    fs.writeFileSync(file, content, { mode, flag: "wx" });
    fs.chmodSync(file, mode);
}

/**
 * Writes all files or none: they are written to a staging folder first, so that a full disk changes nothing.
 *
 * @param {string} directory @param {Record<string, string>} files
 */
function writeAll(directory, files) {
    const staging = path.join(directory, `.staging-${process.pid}-${randomBytes(6).toString("hex")}`);
    fs.mkdirSync(staging, { mode: 0o700 });
    try {
        Object.entries(files).forEach(([name, content]) => write(path.join(staging, name), content));
        replaceAll(staging, directory, Object.keys(files));
    } finally {
        fs.rmSync(staging, { recursive: true, force: true });
    }
}

/**
 * Moves the files into place, and restores the replaced ones if a later move fails.
 *
 * @param {string} staging @param {string} directory @param {string[]} names
 */
function replaceAll(staging, directory, names) {
    const before = names.map((name) => {
        const file = path.join(directory, name);
        return { file, content: readIfThere(file) };
    });
    try {
        names.forEach((name) => fs.renameSync(path.join(staging, name), path.join(directory, name)));
    } catch (error) {
        for (const { file, content } of before) {
            fs.rmSync(file, { force: true });
            if (content !== undefined) {
                write(file, content);
            }
        }
        throw error;
    }
}

/**
 * Deletes files that are unchanged since they were written, then the folders that were created for them, if they are empty.
 *
 * @param {WrittenFile[]} files @param {string[]} directories innermost first
 */
function remove(files, directories) {
    files.filter(isOurs).forEach((file) => fs.rmSync(file.path, { force: true }));
    for (const directory of directories) {
        if (fs.existsSync(directory) && fs.readdirSync(directory).length === 0) {
            fs.rmdirSync(directory);
        }
    }
}

function create() {
    const last = lastReport();
    const directory = expand(process.env["DOCKER_CERT_DIR"] ?? "");
    /** @type {Record<string, string>} */
    const files = JSON.parse(process.env["FILES"] ?? "{}");
    throwIfReplaceable(directory);
    sweep(directory);
    throwIfForeignFiles(directory, files, last);
    const made = makeDirectory(directory);
    try {
        // A new folder has its real path only now, and may be writable by others if modes are not stored.
        throwIfReplaceable(directory);
        writeAll(directory, files);
    } catch (error) {
        remove([], made);
        throw error;
    }
    const written = Object.entries(files).map(([name, content]) => [
        name,
        { path: path.join(directory, name), sha256: sha256(content) },
    ]);
    const paths = new Set(written.map(([, file]) => /** @type {WrittenFile} */ (file).path));
    const moved = last !== undefined && last.directory !== directory;
    remove(
        Object.values(last?.files ?? {}).filter((file) => !paths.has(file.path)),
        moved ? last.madeDirectories : [],
    );
    const madeDirectories = moved || last === undefined ? made : [...new Set([...last.madeDirectories, ...made])];
    process.stdout.write(JSON.stringify({ directory, madeDirectories, files: Object.fromEntries(written) }));
}

function removeAll() {
    const last = lastReport();
    sweep(last?.directory ?? "");
    remove(Object.values(last?.files ?? {}), last?.madeDirectories ?? []);
}

/** @param {unknown} error */
function reasonOf(error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof UserError) {
        return message;
    }
    return /** @type {NodeJS.ErrnoException} */ (error)?.code === "ENOSPC"
        ? `dockerCertDir: the disk is full. Free some space and try again. (${message})`
        : `dockerCertDir: ${message}`;
}

try {
    if (process.argv[2] === "delete") {
        removeAll();
    } else {
        create();
    }
} catch (error) {
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exitCode = 1;
}
