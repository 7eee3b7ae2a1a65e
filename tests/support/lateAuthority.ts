// Uses the issuers of a reference to an authority, JSON from the command line, that comes later. A test runs this as a process of
// its own, since an error in an `apply` ends the process.
import * as pulumi from "@pulumi/pulumi";
import { authorityParts, type CertificateAuthorityReference } from "../../components/certificates/authorityReference";
import { issuersBundle } from "../../components/certificates/chain";

const given = JSON.parse(process.argv[2] ?? "") as CertificateAuthorityReference;

authorityParts("host", pulumi.secret(given) as pulumi.Output<typeof given>).clientIssuers.apply(issuersBundle);
