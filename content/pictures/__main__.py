"""Draws the stills anew: ``python -m content.pictures``."""

import sys

from content.pictures.manifest import build_stills


def main() -> None:
    """Build every still and say which files were written."""
    written = build_stills()
    sys.stdout.writelines(f"{still.name}\n" for still in written)
    sys.stdout.write(f"{len(written)} pictures written\n")


if __name__ == "__main__":
    main()
