"""Writes docs/access.md: every address, what it needs, and which roles have it.

python tools/access_matrix.py          writes the file
python tools/access_matrix.py check    exit status 1 when it is not up to date
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402  # the checkout must be on the path first

from teamhub import create_app  # noqa: E402  # as above
from teamhub.domain.access import GRANTS, Role  # noqa: E402  # as above
from teamhub.web.access import rule_of  # noqa: E402  # as above

FILE = ROOT / "docs" / "access.md"
HEAD = """# Who may open what

Written by `tools/access_matrix.py` from the declarations on the views and the one table of grants in
`teamhub/domain/access.py`; a test compares this file with what the server does, cell by cell.

- **anybody**: no sign-in. **signed in**: any account. Otherwise the name of the permission.
- Without a sign-in a page leads to the sign-in page; other requests get 401.
- Somebody of another community gets 404, as if the address did not exist.
- A role without the permission gets 403. `●` has it.

"""
SHORT = {
    Role.SUBDISTRICT: "subd.",
    Role.PARTY_SECRETARY: "secr.",
    Role.TEAM_LEADER: "leader",
    Role.GROUP_LEADER: "group",
    Role.MEMBER: "member",
    Role.COMMUNITY_WORKER: "worker",
    Role.MEDIC: "medic",
    Role.SWEEPER: "sweep",
    Role.COMMITTEE_READER: "reader",
    Role.INSPECTOR: "insp.",
    Role.SYSTEM_ADMIN: "admin",
}


def matrix(app: Flask) -> str:
    lines = [HEAD]
    roles = list(SHORT)
    lines.append("| address | method | needs | " + " | ".join(SHORT[r] for r in roles) + " |")
    lines.append("|---|---|---|" + "---|" * len(roles))
    for address, method, endpoint in sorted(endpoints(app)):
        rule = rule_of(app, endpoint)
        if rule is None:
            raise SystemExit(f"{endpoint} declares nothing: put @access, @signed_in or @public on it")
        if rule.public:
            needs, marks = "anybody", ["●"] * len(roles)
        elif rule.permission is None:
            needs, marks = "signed in", ["●"] * len(roles)
        else:
            needs = rule.permission.value
            marks = ["●" if rule.permission in GRANTS[r] else "" for r in roles]
        lines.append(f"| `{address}` | {method} | {needs} | " + " | ".join(marks) + " |")
    return "\n".join(lines).replace(HEAD + "\n", HEAD) + "\n"


def endpoints(app: Flask) -> list[tuple[str, str, str]]:
    """(address, method, endpoint) of every rule; HEAD and OPTIONS follow GET."""
    return [
        (str(rule), method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if not rule.endpoint.startswith("gallery.")
    ]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = matrix(create_app(instance_path=folder))
    if sys.argv[1:] == ["check"]:
        if not FILE.exists() or FILE.read_text("utf-8") != text:
            raise SystemExit("docs/access.md is not up to date: run tools/access_matrix.py")
        return
    FILE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
