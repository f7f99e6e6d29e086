"""What the course shows: HTML, SVG and text from values. No server runs here, and nothing is stored."""
