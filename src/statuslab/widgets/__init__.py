"""What is shown: values in, HTML, SVG and text out. No server runs here, no file is read, nothing is graded."""
