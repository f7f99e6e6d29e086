"""HTTP on the wire, as values: the grammar of HTTP/1.1 and HTTP/2, exchanges, transcripts and request text."""
