"""`python -m teamhub` is the teamhub command."""

import gc

# Half a million objects are made while the modules load, and stay. Looking for garbage among them took a quarter of the start.
gc.disable()

from teamhub.cli import main  # noqa: E402 - what it loads is what the line above is for

gc.freeze()
gc.set_threshold(50_000, 20, 20)
gc.enable()
main()
