// Compile the modules of two folders with the Python that browsers run: node compile.mjs PACKAGES STDLIB
// Nothing is compared with the source when they are imported; that the files belong together, their build says.
import { loadPyodide } from 'pyodide';

const [packages, stdlib] = process.argv.slice(2);
const python = await loadPyodide();
for (const [at, folder] of [['/packages', packages], ['/stdlib', stdlib]]) {
  python.FS.mkdir(at);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, at);
}
python.runPython(`
import compileall, py_compile, re
rare = re.compile(  # what is much, and hardly ever imported
    "pygments/(lexers/(?!__|_mapping|python)|styles)|IPython/(testing|sphinxext)|prompt_toolkit|wcwidth"
    "|/stdlib/(_pyrepl|encodings/(?!__|aliases|ascii|idna|latin_1|utf_8)|imaplib|mailbox|multiprocessing|wsgiref|xml)"
)
once = {"quiet": 1, "rx": rare, "invalidation_mode": py_compile.PycInvalidationMode.UNCHECKED_HASH}
compileall.compile_dir("/packages", stripdir="/packages", prependdir="/lib/python3.14/site-packages", **once)
compileall.compile_dir("/stdlib", stripdir="/stdlib", prependdir="/lib/python314.zip", legacy=True, **once)
`);
