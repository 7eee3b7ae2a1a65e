import { describe, expect, test } from "@jest/globals";
import { seccompProblem } from "../../../../components/engine/seccompProfile";

const ALLOWED = { names: ["read", "write"], action: "SCMP_ACT_ALLOW" };
const PROFILE = { defaultAction: "SCMP_ACT_ERRNO", syscalls: [ALLOWED] };
const withSyscall = (more: object): object => ({ ...PROFILE, syscalls: [{ ...ALLOWED, ...more }] });

describe("A seccomp profile", () => {
    test.each<[string, object]>([
        ["in its smallest form", PROFILE],
        [
            "with a list of what is refused",
            { defaultAction: "SCMP_ACT_ALLOW", syscalls: [{ names: ["reboot"], action: "SCMP_ACT_ERRNO" }] },
        ],
        [
            "with the older name of one system call",
            { ...PROFILE, syscalls: [{ name: "read", action: "SCMP_ACT_ALLOW" }] },
        ],
        [
            "with the empty members of Docker's own",
            withSyscall({ args: null, comment: "", includes: {}, excludes: {} }),
        ],
        [
            "with conditions",
            withSyscall({
                args: [{ index: 0, value: 2114060288, valueTwo: 0, op: "SCMP_CMP_MASKED_EQ" }],
                includes: { caps: ["CAP_SYS_ADMIN"], arches: ["amd64"], minKernel: "4.8" },
                errnoRet: 1,
            }),
        ],
        [
            "for several processors",
            { ...PROFILE, archMap: [{ architecture: "SCMP_ARCH_X86_64", subArchitectures: ["SCMP_ARCH_X86"] }] },
        ],
        ["with flags", { ...PROFILE, defaultErrnoRet: 38, flags: ["SECCOMP_FILTER_FLAG_LOG"] }],
    ])("%s is right", (_what, profile) => {
        expect(seccompProblem(JSON.stringify(profile))).toBeUndefined();
    });

    test.each<[object, string]>([
        [{}, "defaultAction is not one of "],
        [{ defaultAction: "SCMP_ACT_ERRNO" }, "it allows no system call, so no container could start"],
        [{ defaultAction: "DENY" }, "defaultAction is not one of "],
        [{ defaultAction: "SCMP_ACT_NOTIFY" }, "defaultAction is not one of "],
        [{ ...PROFILE, syscals: [] }, "syscals is unknown; did you mean syscalls?"],
        [{ ...PROFILE, whatever: 1 }, "whatever is unknown"],
        [{ ...PROFILE, syscalls: {} }, "syscalls is not a list"],
        [{ ...PROFILE, syscalls: ["read"] }, "syscalls[0] is not an object"],
        [{ ...PROFILE, syscalls: [{ action: "SCMP_ACT_ALLOW" }] }, "syscalls[0] needs either names or name"],
        [withSyscall({ name: "read" }), "syscalls[0] needs either names or name"],
        [withSyscall({ names: "read" }), "syscalls[0].names is not a list"],
        [withSyscall({ action: "ALLOW" }), "syscalls[0].action is not one of "],
        [withSyscall({ actoin: "SCMP_ACT_LOG" }), "syscalls[0].actoin is unknown; did you mean action?"],
        [
            withSyscall({ args: [{ index: 6, value: 1, op: "SCMP_CMP_EQ" }] }),
            "syscalls[0].args[0].index is not a number from 0 to 5",
        ],
        [withSyscall({ args: [{ index: 0, value: 1, op: "EQ" }] }), "syscalls[0].args[0].op is not one of "],
        [
            withSyscall({ includes: { minKernel: "4.8.1" } }),
            "syscalls[0].includes.minKernel is not a version such as 4.8",
        ],
        [{ ...PROFILE, architectures: ["x86_64"] }, "architectures[0] is not an architecture such as SCMP_ARCH_X86_64"],
        [
            { ...PROFILE, architectures: ["SCMP_ARCH_X86"], archMap: [{ architecture: "SCMP_ARCH_X86" }] },
            "architectures and archMap are both set",
        ],
    ])("is not %j: %s", (profile, sentence) => {
        expect(seccompProblem(JSON.stringify(profile))).toMatch(sentence);
    });

    test.each(["", "{", "[]", "null", "1", 7, undefined])("is not %j, which is no JSON object", (text) => {
        expect(seccompProblem(text)).toBe("the profile is not an object");
    });
});
