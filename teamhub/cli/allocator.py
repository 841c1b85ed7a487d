"""How the server's memory is handed out."""

from __future__ import annotations

import ctypes
import os
import platform

ARENAS = 2
M_ARENA_MAX = -8  # malloc.h of glibc


def share_arenas() -> bool:
    """To be called before the first thread starts. glibc gives each new thread an arena of its own, up to eight for each
    processor core; what a thread frees stays in its arena for the next page that this very thread makes. Two dozen
    threads that take turns filled theirs for half an hour and kept seventy megabytes of nothing. Threads of one
    process take turns anyway: with two arenas a page takes as long. False: another C library, which has no such thing,
    or MALLOC_ARENA_MAX is set and whoever set it knows better."""
    if "MALLOC_ARENA_MAX" in os.environ or platform.libc_ver()[0] != "glibc":
        return False
    return bool(ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS))
