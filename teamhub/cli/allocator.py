"""How the server's memory is handed out."""

from __future__ import annotations

import ctypes
import os
import platform

ARENAS = 2
M_ARENA_MAX = -8  # malloc.h of glibc


def share_arenas() -> None:
    """To be called before the first thread starts. glibc gives each new thread an arena of its own, up to eight for each
    processor core; what a thread frees stays in its arena for the next page that this very thread makes. Two dozen
    threads that take turns filled theirs for half an hour and kept seventy megabytes of nothing. Threads of one
    process take turns anyway: with two arenas a page takes as long. Other C libraries have no such thing, and whoever
    sets MALLOC_ARENA_MAX knows better."""
    if "MALLOC_ARENA_MAX" not in os.environ and platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)
