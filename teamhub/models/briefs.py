"""Daily briefs and stored documents, uploaded workbooks, links to the tally."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from teamhub.models.base import Base, Code, Day, Digest, Key, Label, Moment, Name


class DailyBrief(Base):
    """One brief of one day. While `state` is draft or reviewed only the texts are kept and every figure is
    computed; once issued, `frozen` holds all facts and never changes. A correction is a new brief that
    names the one it corrects (`corrects_id`). `number` runs without gaps per community and year. `seen`: the figures
    that whoever saved or reviewed the draft last had before them. `code`: what a reader of the paper looks it up by;
    none in what was issued elsewhere."""

    __tablename__ = "daily_briefs"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    day: Mapped[Day]
    edition: Mapped[int] = mapped_column(default=1)
    state: Mapped[Code] = mapped_column(default="draft")
    texts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reviewed_by: Mapped[Name] = mapped_column(default="")
    reviewed_at: Mapped[Moment | None]
    approved_by: Mapped[Name] = mapped_column(default="")
    year: Mapped[int | None]
    number: Mapped[int | None]
    issued_at: Mapped[Moment | None]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    frozen: Mapped[str | None] = deferred(mapped_column(Text))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("daily_briefs.id"))
    correction_note: Mapped[Label] = mapped_column(default="")
    created_at: Mapped[Moment]
    updated_at: Mapped[Moment]
    version: Mapped[int] = mapped_column(default=1)
    saved_by: Mapped[Name] = mapped_column(default="", server_default="")
    seen: Mapped[str | None] = deferred(mapped_column(Text))
    code: Mapped[str | None] = mapped_column(String(40))

    corrects: Mapped[DailyBrief | None] = relationship(remote_side="DailyBrief.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("campaign_id", "day", "edition"),
        UniqueConstraint("community_id", "year", "number"),
        Index("uq_daily_briefs_code", "code", unique=True),
    )


class StoredDocument(Base):
    """Printed bytes, stored once. One per issued brief and language. `pages` None: stored before they were counted.
    `words`: all that it says, in both languages, for the search."""

    __tablename__ = "stored_documents"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    brief_id: Mapped[int] = mapped_column(ForeignKey("daily_briefs.id"))
    language: Mapped[Code]
    sha256: Mapped[Digest]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    stored_at: Mapped[Moment]
    pages: Mapped[int | None]
    words: Mapped[str | None] = deferred(mapped_column(Text))
    __table_args__ = (UniqueConstraint("brief_id", "language"),)


class Upload(Base):
    """A workbook that somebody uploaded, staged until it is stored or dropped. `account_id` empty: on the first run,
    before there is an account. `state`: checking | checked | refused | storing | stored | failed. `report`: what the
    check found (counts by sheet, faults). `content` is emptied once the workbook is stored."""

    __tablename__ = "uploads"
    id: Mapped[Key]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    community_id: Mapped[int | None] = mapped_column(ForeignKey("communities.id"), index=True)
    file_name: Mapped[Name]
    sha256: Mapped[Digest]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    uploaded_at: Mapped[Moment]
    applied_at: Mapped[Moment | None]
    state: Mapped[Code] = mapped_column(default="checking")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    progressed_at: Mapped[Moment | None]
    report: Mapped[dict[str, Any]] = deferred(mapped_column(JSON, default=dict, nullable=False))
    # An id is never used again: a check of a dropped upload may still be on its way with a result.
    __table_args__ = ({"sqlite_autoincrement": True},)


class TallyLink(Base):
    """One address at which somebody without an account reads the tally, counts only, until `expires_at` or until it is
    withdrawn. `label`: whom it was given to. `key`: what the address's signature is made of."""

    __tablename__ = "tally_links"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    label: Mapped[Label]
    key: Mapped[Code]
    created_at: Mapped[Moment]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    expires_at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None]
