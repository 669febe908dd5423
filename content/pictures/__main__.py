"""Draws and checks pictures: ``python -m content.pictures sheet|check|build``."""

import argparse
import sys
from pathlib import Path

from content.loader import ContentError
from content.pictures.library import drawn_ids


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 1 when a check finds a fault or a figure cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m content.pictures")
    commands = parser.add_subparsers(dest="command")
    sheets = commands.add_parser("sheet", help="a contact sheet of some exercises")
    sheets.add_argument("ids", nargs="*")
    sheets.add_argument("--out", type=Path, required=True)
    sheets.add_argument("--width", type=int, default=320)
    sheets.add_argument("--dark", action="store_true")
    sheets.add_argument("--flip", action="store_true")
    check = commands.add_parser("check", help="what is wrong with some figures")
    check.add_argument("ids", nargs="*")
    building = commands.add_parser("build", help="make the films and stills that changed")
    building.add_argument("ids", nargs="*")
    building.add_argument("--processes", type=int, default=2)
    given = parser.parse_args(arguments)
    try:
        if given.command == "sheet":
            from content.pictures.sheets import sheet

            ids = given.ids or drawn_ids()
            sheet(ids, given.out, width=given.width, dark=given.dark, flip=given.flip)
            return 0
        if given.command == "check":
            from content.pictures.checks import faults_of

            return _tell([f for id_ in given.ids or drawn_ids() for f in faults_of(id_)])
        if given.command == "build":
            from content.pictures.films import build

            written = build(given.ids or None, processes=given.processes)
            sys.stdout.write(f"{len(written)} files written\n")
            return 0
    except ContentError as error:
        return _tell([str(error)])
    parser.print_help()
    return 2


def _tell(lines: list[str]) -> int:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
