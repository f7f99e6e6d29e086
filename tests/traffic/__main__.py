"""python -m traffic FILE: write the day's log."""

import sys
from pathlib import Path

from statuslab.storage.files import write_atomically
from traffic.asked import shapes
from traffic.day import lines

if len(sys.argv) != 2:
    sys.exit(f"met {len(sys.argv) - 1} arguments, expected one: the file to write, such as data/access.log")
write_atomically(Path(sys.argv[1]), "".join(f"{line}\n" for line in lines(shapes())))
