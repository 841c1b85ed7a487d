"""Prints that take longer than a page may wait."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column

from teamhub.models.base import Base, Code, Digest, Key, Label, Moment, Name


class PrintJob(Base):
    """A print done by a process of its own. `wish`: what was asked, codes and ids only; `state`: running | stopping |
    done | cancelled | refused | failed. `seen_at`: when the process last said that it lives. `done` of `total` sheets.
    `refused`: code and values of the reason. `content` is emptied when the file is no longer kept."""

    __tablename__ = "print_jobs"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    kind: Mapped[Code]
    wish: Mapped[dict[str, Any]]
    language: Mapped[Code]
    site: Mapped[Label]
    state: Mapped[Code]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    refused: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    file_name: Mapped[Name] = mapped_column(default="")
    pages: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[Digest] = mapped_column(default="")
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    # an id is never used again: a link to a print that is gone must not open another
    __table_args__ = (
        CheckConstraint("done >= 0 AND total >= 0", name="counts_not_negative"),
        {"sqlite_autoincrement": True},
    )
