import { describe, expect, it } from "@jest/globals";
import { AzureDriver, changed, IDS, INPUTS, roleId } from "../support";

const ANOTHER = "0b8f4d2e-7a91-4c3d-b5e6-1f2a3b4c5d6e";

describe("a role assignment", () => {
    it.each([
        ["roleAssignmentName", "reader", "InvalidRoleAssignmentId", "The role assignment ID 'reader' is not valid."],
        ["principalId", "ci", "InvalidPrincipalId", "The Principal ID 'ci' is not valid."],
        [
            "roleDefinitionId",
            roleId(ANOTHER),
            "RoleDefinitionDoesNotExist",
            "The specified role definition with ID '0b8f4d2e7a914c3db5e61f2a3b4c5d6e' does not exist.",
        ],
    ])("is rejected with another %s than Azure has", async (property, value, code, message) => {
        const azure = await new AzureDriver().up("RoleAssignment");
        const inputs = changed("RoleAssignment", property, value);
        await expect(azure.create("RoleAssignment", inputs)).rejects.toMatchObject({
            status: 400,
            code,
            message: expect.stringContaining(message),
        });
    });

    it("is rejected if the same one exists under another name", async () => {
        const azure = await new AzureDriver().up();
        const twin = { ...INPUTS.RoleAssignment, roleAssignmentName: ANOTHER, scope: IDS.Vault.toUpperCase() };
        await expect(azure.create("RoleAssignment", twin)).rejects.toMatchObject({
            status: 409,
            code: "RoleAssignmentExists",
            message: expect.stringContaining("is 3d0e8a526f5c4c1b9d653a1f6f0e2b11."),
        });
    });

    it.each([
        ["principalId", ANOTHER],
        ["roleDefinitionId", roleId("b86a8fe4-44ce-4948-aee5-eccb2c155cd7")],
        ["scope", IDS.Secret],
    ])("is accepted if another one differs in %s", async (property, value) => {
        const azure = await new AzureDriver().up();
        const inputs = { ...INPUTS.RoleAssignment, roleAssignmentName: ANOTHER, [property]: value };
        expect(await azure.accepts("RoleAssignment", inputs)).toBe(true);
    });

    it("cannot go to another principal", async () => {
        const azure = await new AzureDriver().up();
        await azure.update("RoleAssignment", { ...INPUTS.RoleAssignment, description: "of the pipeline" });
        await expect(
            azure.update("RoleAssignment", changed("RoleAssignment", "principalId", ANOTHER)),
        ).rejects.toMatchObject({ status: 400, code: "RoleAssignmentUpdateNotPermitted" });
    });
});
