"""The cellar: a WebDAV store in memory (RFC 4918 classes 1, 2 and 3; bindings of RFC 5842). The way in is `door`."""
