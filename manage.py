#!/usr/bin/env python3
"""Préau's command line: sets itself up the first time, then runs the command. Start with `python3 manage.py demo`."""

import os
import sys

from config import bootstrap


def main() -> None:
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    bootstrap.set_up(bootstrap.DEVELOP if command == "test" else bootstrap.RUN)
    if command == "test":
        from config.suite import main as run_the_suite

        sys.exit(run_the_suite(sys.argv[2:]))
    from django.core.management import execute_from_command_line

    settings = "config.settings.demo" if command == "demo" else "config.settings.dev"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
