// Bundles src/ into src/statuslab/static/, or into the folder given: `node build.js FOLDER`.
// One module for each widget and class page, one style sheet for each of src/styles/. The output is committed, so that
// an install needs no node, and is meant to be read: nothing is renamed, and a rebuild gives the same bytes.

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const SCRIPTS = ["challenge", "exam", "fetch_here", "host", "join", "panel", "preview", "projector", "quiz", "seat"];
const TARGET = ["chrome112", "firefox117", "safari16.5"]; // nested CSS is written out for them
const NOTE = "Built from frontend/src/ by `make frontend`. Do not edit.";

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
const styles = readdirSync(folder("src/styles")).filter((name) => name.endsWith(".css"));

await build({
  absWorkingDir: folder("."),
  entryPoints: [...SCRIPTS.map((name) => `src/${name}.js`), ...styles.map((name) => `src/styles/${name}`)],
  entryNames: "[name]",
  outdir: process.argv[2] ?? folder("../src/statuslab/static"),
  bundle: true,
  format: "esm",
  target: TARGET,
  charset: "utf8",
  banner: { js: `// ${NOTE}`, css: `/* ${NOTE} */` },
});
