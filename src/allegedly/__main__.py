"""``python -m allegedly``: the command line where no script was installed."""

from allegedly.cli import main

if __name__ == "__main__":
    main(prog_name="allegedly")
