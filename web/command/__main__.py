"""``python -m web.command``: the same command where it is not on the PATH."""

from web.command import main

main(prog_name="last-badge")
