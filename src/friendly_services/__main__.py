"""`python -m friendly_services`: the small command line."""

from .command_line import main

if __name__ == "__main__":
    raise SystemExit(main())
