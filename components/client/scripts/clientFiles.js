// Writes or removes a client's files. Runs on the machine that runs Pulumi, by `node - create` or `node - delete`.
//
// DOCKER_CERT_DIR        the folder as the user wrote it
// FILES                  JSON: content by file name
// PULUMI_COMMAND_STDOUT  what the last run printed: which files are ours
//
// Prints JSON: the folder, the folders made for it, and path and SHA-256 of each file; never a content.
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

/** A refusal in words for the user. */
class Refusal extends Error {}

/** @param {string} message @returns {never} */
function fail(message) {
    throw new Refusal(message);
}

/** @param {string} written the folder as the user wrote it */
function expand(written) {
    if (/^~(?=$|[/\\])/.test(written) && os.homedir() === "") {
        fail(`dockerCertDir: ${written} needs your home folder, and HOME is empty. Set HOME, or write the whole path.`);
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
 * Stops before anything is written when a file there is somebody else's: neither what the last run wrote nor the same content.
 *
 * @param {string} directory @param {Record<string, string>} files @param {Report | undefined} last
 */
function refuseForeignFiles(directory, files, last) {
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
                ? `dockerCertDir: ${file} belongs to another certificate authority and is not overwritten: whoever uses it would lose access. Choose another dockerCertDir, or move that folder away.`
                : `dockerCertDir: ${file} was not written by this stack and is not overwritten. Choose another dockerCertDir, or move the file away.`,
        );
    }
}

/** @param {string} file also a link that leads nowhere */
const isThere = (file) => fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined;

/**
 * Whether others may make and remove entries of a folder. A group is no others when it is the user's own or the owner's, as many
 * systems give each user one with the user's number. Any other group may be shared, the user's primary one too.
 *
 * @param {fs.Stats} folder @param {number} user
 */
const othersMayWrite = ({ mode, uid, gid }, user) =>
    (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && ![user, uid].includes(gid));

/**
 * Whether the owner of a folder above the files is trusted: the owner may rename what is in it, whatever its mode. Trusted are the
 * user, root, and whoever owns `/`, who is root too where a user namespace shows root as nobody. By sudo with the caller's HOME,
 * root works in a home that is another user's: that user asked for the files there, and is trusted within that home only. So is
 * whoever owns a folder that the program itself runs in, a mounted workspace for example: they could change the program.
 *
 * @param {string} directory @param {fs.Stats} folder @param {number} user
 */
function isTrustedOwner(directory, { uid }, user) {
    const isTrusted = [user, 0, fs.statSync("/").uid].includes(uid) || isWithin(directory, process.cwd());
    return isTrusted || (user === 0 && isInHomeOf(uid, directory));
}

/** @param {number} owner @param {string} directory one that is there */
function isInHomeOf(owner, directory) {
    const home = os.homedir();
    if (home === "" || fs.statSync(home, { throwIfNoEntry: false })?.uid !== owner) {
        return false;
    }
    return isWithin(home, directory);
}

/** @param {string} outer @param {string} inner two folders that are there */
function isWithin(outer, inner) {
    return path.relative(fs.realpathSync(outer), fs.realpathSync(inner)).split(path.sep)[0] !== "..";
}

/**
 * Stops when others could replace the files: a folder that was there may be anybody's.
 *
 * @param {string} directory
 */
function refuseOpenFolder(directory) {
    const user = process.getuid?.();
    // Windows has no such modes.
    if (user === undefined) {
        return;
    }
    refuseOpen(directory, user);
    const places = fs.existsSync(directory) ? [directory, fs.realpathSync(directory)] : [directory];
    places.forEach((place) => refuseOpenParents(place, user));
}

/** @param {string} directory @param {number} user */
function refuseOpen(directory, user) {
    const folder = fs.statSync(directory, { throwIfNoEntry: false });
    if (folder !== undefined && (folder.uid !== user || (folder.mode & 0o022) !== 0)) {
        const fix = wayOut(directory, folder);
        fail(`dockerCertDir: ${directory} can be written by others, who could replace the keys. ${fix}`);
    }
}

/**
 * What to do about a folder that others may write to. To close a folder that is shared, /tmp for example, would do harm.
 *
 * @param {string} directory @param {fs.Stats} folder
 */
function wayOut(directory, { uid, mode }) {
    const isShared = (mode & 0o1000) !== 0 || uid !== process.getuid?.();
    if (isShared) {
        return `Choose a folder of your own, for example ${path.join(directory, "docker-host")}`;
    }
    return modesAreKept(directory)
        ? `Choose another folder, or: chmod go-w ${directory}`
        : "chmod has no effect there, as on drives of Windows in WSL. Choose a folder on the system's own disk, for example ~/.docker/docker-host";
}

/**
 * Stops when others could put another folder in the place of one that the files are in. In a folder like /tmp they cannot: there
 * everybody removes only what is their own.
 *
 * @param {string} directory @param {number} user
 */
function refuseOpenParents(directory, user) {
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
                `dockerCertDir: ${directory} lies in ${parent}, where others can put another folder in its place. Choose a folder below your home.`,
            );
        }
    }
}

/**
 * Whether a folder's file system keeps the modes of files.
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
 * Removes what killed runs left, and nothing of a run that is still at work.
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
 * Whether no run can still be at it: its process id may be another process's by now.
 *
 * @param {string} staging
 */
function isOld(staging) {
    const { mtimeMs = Infinity } = fs.statSync(staging, { throwIfNoEntry: false }) ?? {};
    return mtimeMs < Date.now() - HOUR;
}

/**
 * Makes the folder and gives the folders that had to be made, innermost first.
 *
 * @param {string} directory
 */
function makeDirectory(directory) {
    const made = [];
    // A drive of Windows that is not there is its own parent.
    for (let at = directory; !fs.existsSync(at) && at !== path.dirname(at); at = path.dirname(at)) {
        made.push(at);
    }
    // A folder that was there keeps its mode: it may be somebody's home.
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
 * All files or none: each is written beside its place first, so that a full disk changes nothing.
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
 * Moves the files to their place; what was replaced is put back when a later one fails.
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
 * Removes files that are still as they were written, then the folders that were made for them, as far as they are empty.
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
    refuseOpenFolder(directory);
    sweep(directory);
    refuseForeignFiles(directory, files, last);
    const made = makeDirectory(directory);
    try {
        // A new folder has its real path only now, and is as open as an old one where modes are not kept.
        refuseOpenFolder(directory);
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
    if (error instanceof Refusal) {
        return message;
    }
    return /** @type {NodeJS.ErrnoException} */ (error)?.code === "ENOSPC"
        ? `dockerCertDir: the disk is full. Free some space and run it again. (${message})`
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
