"""Draws the boards of neon-rain.yaml: `python draw.py [name …]`, each a 960x540 PNG beside this file.

Development only: needs Pillow and NumPy. The same script makes the same pictures.
"""

from __future__ import annotations

import sys
from pathlib import Path

import act1
import act2
import act3
from ink import Sheet
from props import PANELS

HERE = Path(__file__).parent
ACTS = (act1, act2, act3)  # importing an act registers its panels


def main(names: list[str]) -> None:
    for name, draw in PANELS.items():
        if not names or name in names:
            sheet = Sheet(name)
            draw(sheet)
            path = sheet.save(HERE)
            print(f"{path.name:24} {path.stat().st_size / 1024:5.1f} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
