"""Words compared by what a reader sees: 面见，全员已检 and 面见,全员已检 are one."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile(r"[\s,，、;；:：.。·()（）\-—_/]+")


def word_key(text: str) -> str:
    """Folded in width and case, without blanks and punctuation."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold())
