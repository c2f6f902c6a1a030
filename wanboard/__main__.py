"""`python -m wanboard` is `wanboard`."""

from wanboard.cli.main import entry

if __name__ == "__main__":
    entry()
