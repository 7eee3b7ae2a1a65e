// Writes the Python SDK of a Pulumi package, as `pulumi package add` does: pythonSdk SCHEMA FOLDER.
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err)
	var spec schema.PackageSpec
	check(json.Unmarshal(text, &spec))
	bound, err := schema.ImportSpec(spec, nil, schema.NewNullLoader(), schema.ValidationOptions{})
	check(err)
	files, err := python.GeneratePackage("docker-host-vm", bound, nil, nil)
	check(err)
	for name, content := range files {
		path := filepath.Join(os.Args[2], name)
		check(os.MkdirAll(filepath.Dir(path), 0o777))
		check(os.WriteFile(path, content, 0o666))
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
