"""The book: the pages with their stored outputs, one page a code, the functions and the documents, made by Sphinx.

`sources.write` lays out what Sphinx reads, with the Python of .venv; conf.py configures Sphinx, which runs in an
environment of its own and knows nothing of the course; `checks` looks at what came out.
"""
