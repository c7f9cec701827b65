"""`python -m api.cli`: the same as `confab`."""

from api.cli import main

main()
