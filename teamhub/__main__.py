"""`python -m teamhub` is the teamhub command."""

from teamhub.cli import main

main()
