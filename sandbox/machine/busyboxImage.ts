import { readFileSync } from "node:fs";

const BLOCK_BYTES = 512;

/** What the image's shell scripts can call. */
const PROGRAMS = ["sh", "echo", "cat", "ls", "id", "ip", "sleep", "true", "uname", "wget", "httpd", "nc"];

/**
 * A root file system for `docker import`, as a tar archive: a static busybox and links to it, all owned by root.
 *
 * @param busybox - path of the busybox on the host
 */
export function busyboxImage(busybox: string): Buffer {
    const program = readFileSync(busybox);
    const padding = Buffer.alloc((BLOCK_BYTES - (program.length % BLOCK_BYTES)) % BLOCK_BYTES);
    return Buffer.concat([
        header({ name: "bin/", type: "5", mode: 0o755 }),
        header({ name: "tmp/", type: "5", mode: 0o1777 }),
        header({ name: "bin/busybox", type: "0", mode: 0o755, size: program.length }),
        program,
        padding,
        ...PROGRAMS.map((name) => header({ name: `bin/${name}`, type: "2", mode: 0o777, link: "busybox" })),
        Buffer.alloc(2 * BLOCK_BYTES),
    ]);
}

/** One entry's header in the POSIX "ustar" form. */
function header(entry: { name: string; type: string; mode: number; size?: number; link?: string }): Buffer {
    const block = Buffer.alloc(BLOCK_BYTES);
    const octal = (value: number, offset: number, length: number): number =>
        block.write(value.toString(8).padStart(length, "0"), offset);
    block.write(entry.name, 0);
    octal(entry.mode, 100, 7);
    octal(0, 108, 7);
    octal(0, 116, 7);
    octal(entry.size ?? 0, 124, 11);
    octal(0, 136, 11);
    // The checksum counts its own field as spaces.
    block.write(" ".repeat(8), 148);
    block.write(entry.type, 156);
    block.write(entry.link ?? "", 157);
    block.write("ustar\x0000", 257);
    octal(
        block.reduce((sum, byte) => sum + byte, 0),
        148,
        6,
    );
    block.write("\0 ", 154);
    return block;
}
