// What JupyterLite loads in place of Pyodide: the same, but with all packages in place and imported. It starts as soon
// as this file is loaded, so that Python is there by the time that JupyterLite asks for it.
import { loadPyodide as load } from './pyodide.mjs';

export { version } from './pyodide.mjs';

const here = new URL('./', import.meta.url).href;
const packages = fetch(`${here}packages.data`).then(unzipped);
const said = { stdout: console.log, stderr: console.error };
const started = start();

async function unzipped(answer) {
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  const whole = answer.body.pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(whole).arrayBuffer());
}

// A tar file: for each file a block of 512 bytes with its name and size, then its bytes, filled up to whole blocks.
function unpack(FS, folder, tar) {
  const text = (from, length) => new TextDecoder().decode(tar.subarray(from, from + length)).replace(/\0.*$/s, '');
  const made = new Set();
  for (let at = 0; tar[at]; ) {
    const size = parseInt(text(at + 124, 12), 8);
    const path = [folder, text(at + 345, 155), text(at, 100)].filter(Boolean).join('/');
    const parent = path.slice(0, path.lastIndexOf('/'));
    if (!made.has(parent)) FS.mkdirTree(parent);
    made.add(parent);
    FS.writeFile(path, tar.subarray(at + 512, at + 512 + size), { canOwn: true });
    at += 512 * (1 + Math.ceil(size / 512));
  }
}

async function start() {
  const pyodide = await load({
    indexURL: here,
    lockFileURL: `${here}pyodide-lock.json`,
    packages: FROM_DISTRIBUTION,
    stdout: line => said.stdout(line),
    stderr: line => said.stderr(line),
    fsInit: async (FS, { sitePackages }) => unpack(FS, sitePackages, await packages),
  });
  pyodide.runPython(`
import pyodide_kernel
from statuslab.notebook import kernel
from statuslab import challenge, demo, predict, quiz  # what a page begins with
kernel.load_ipython_extension(pyodide_kernel.ipython_shell)  # any cell can be the first
pyodide_kernel.ipython_shell.Completer.use_jedi = False  # it is not here
`, { globals: pyodide.toPy({}) });
  return pyodide;
}

export function loadPyodide({ stdout, stderr }) {
  Object.assign(said, { stdout, stderr });
  return started;
}
