"""`python -m tests.trust.faulty_server serve`: the server, dying at a point of issuing a brief as if its power were cut.
TEAMHUB_FAIL_AT says where. It is read here and nowhere in the product."""

from __future__ import annotations

import os
import signal
from unittest.mock import patch

from teamhub.cli import main

POINTS = {
    "after_reserve": "teamhub.blueprints.briefs.prints.make_missing_print",
    "after_render": "teamhub.actions.briefs.store_print",
}
"""After the number is committed and before the print is made; after it is made and before it is stored."""


def die(*_given: object, **_named: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    with patch(POINTS[os.environ["TEAMHUB_FAIL_AT"]], die):
        main()
