# The command line of the development tools. argparse, because click belongs to the user's command line.
"""`python -m scopelint._dev`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def main() -> int:
    """Run one development tool and return its exit code."""
    options = _parser().parse_args()
    match options.command:
        case "generate":
            from scopelint._dev.generate import generate

            return generate(ROOT, check=options.check)
        case "survey":
            from scopelint._dev.survey import survey

            return survey(
                options.folder,
                json_file=options.json,
                compare=options.compare,
                seconds=options.seconds,
                jobs=options.jobs,
                only=options.only,
            )
        case _:
            from scopelint._dev.new_check import new_check

            return new_check(ROOT, options.name, options.group, options.severity)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scopelint._dev", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    generate = commands.add_parser("generate", help="write everything that is written twice")
    generate.add_argument(
        "--check", action="store_true", help="write nothing; fail where a file is not current"
    )
    survey = commands.add_parser("survey", help="run scopelint over a folder of projects and count")
    survey.add_argument("folder", type=Path, help="each sub-folder is one project")
    survey.add_argument("--json", type=Path, metavar="FILE", help="write the whole survey there")
    survey.add_argument(
        "--compare", type=Path, metavar="FILE", help="tell what differs from an earlier survey"
    )
    survey.add_argument("--seconds", type=float, default=120.0, help="time for one project (120)")
    survey.add_argument("--jobs", type=int, default=1, help="projects at a time (1)")
    survey.add_argument("--only", default="", metavar="TEXT", help="only projects whose name holds TEXT")
    new_check = commands.add_parser("new-check", help="write the files of a new check")
    new_check.add_argument("name", help="kebab-case, named for what is wrong")
    new_check.add_argument("--group", default="scopes", help="the registry's group (scopes)")
    new_check.add_argument("--severity", default="warning", choices=("error", "warning", "info"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
