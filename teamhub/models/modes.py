"""What the code that runs now does with the database: read by whatever begins a transaction."""

from __future__ import annotations

from contextvars import ContextVar

writing: ContextVar[bool] = ContextVar("writing", default=False)
"""True inside a unit of work. A writer begins IMMEDIATE, so that it waits for the lock at the start instead of
failing half-way; readers begin plain, so that they never queue behind each other."""

only_reading: ContextVar[bool] = ContextVar("only_reading", default=False)
"""True while a page is answered: outside a unit of work it only reads, and PostgreSQL holds it to that."""
