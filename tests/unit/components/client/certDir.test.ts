import { describe } from "@jest/globals";
import { dockerCertDir } from "../../../../components/client/certDir";
import { ruleTable } from "../../../support/ruleTable";

describe("A folder", () => {
    ruleTable(dockerCertDir, ["", " a", "~somebody", "~somebody/certs", 1], ["~", "~/certs", "/certs", "certs", "a~b"]);
});
