"""HTTP on a connection: listening, TLS, HTTP/1.1, HTTP/2, WebSocket, tunnels, and the recorder of every byte."""
