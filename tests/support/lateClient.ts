// Takes the identity of a client, its name the second argument from the command line, from clients, JSON, that come later. A
// test runs this as a process of its own, since an error in an `apply` ends the process.
import * as pulumi from "@pulumi/pulumi";
import { type ClientCertificate, clientsRule, identityOf } from "../../components/certificates/clientCertificate";

const [json = "", chosen] = process.argv.slice(2);
const clients = JSON.parse(json) as Record<string, ClientCertificate>;

identityOf("host", { argument: "authority.clients", clients: pulumi.secret(clients), chosen, rule: clientsRule });
