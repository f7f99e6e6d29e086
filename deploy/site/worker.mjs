// The worker in which Python runs: python.mjs, which starts at once, and JupyterLite's own.
import './python.mjs';
import '../../JUPYTERLITE';
