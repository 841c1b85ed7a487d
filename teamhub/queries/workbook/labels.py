"""What an export writes for a row that another row points at, and for a code: text that the import reads back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from teamhub.domain.workbook.spec import Choice
from teamhub.domain.workbook.words import word_key
from teamhub.queries.terms import TermRow
from teamhub.queries.workbook import stored
from teamhub.queries.workbook.addresses import door_text
from teamhub.queries.workbook.stored import Reach, Stored

Cell = str | int


class Labels:
    """Rows of every sheet by id, loaded once, and their words."""

    def __init__(self, reach: Reach, terms: Mapping[str, Mapping[str, TermRow]], language: str) -> None:
        self.reach, self.terms, self.language = reach, terms, language
        self._rows: dict[str, list[Stored]] = {}
        self._words: dict[str, dict[int, Cell]] = {}
        self._codes: dict[str, dict[str, str]] = {}

    def rows(self, sheet: str) -> list[Stored]:
        if sheet not in self._rows:
            self._rows[sheet] = stored.rows(sheet, self.reach)
        return self._rows[sheet]

    def parents(self, sheet: str) -> list[Stored]:
        name = f"{sheet} parents"
        if name not in self._rows:
            self._rows[name] = stored.parent_rows(sheet, self.reach)
        return self._rows[name]

    def by_id(self, sheet: str) -> dict[int, Stored]:
        return {row["id"]: row for row in self.rows(sheet)}

    def of(self, sheet: str, row_id: int) -> Cell | None:
        """The word for a row; None for a row outside of this campaign."""
        if sheet not in self._words:
            self._words[sheet] = self._make(sheet)
        return self._words[sheet].get(row_id)

    def _make(self, sheet: str) -> dict[int, Cell]:
        if sheet in ("people", "posts", "sampling_sites"):
            return {row["id"]: _code_and_name(row) for row in self.rows(sheet)}
        if sheet in ("staffing_templates", "sampling_teams", "sweep_teams"):
            column = "name" if sheet == "staffing_templates" else "code"
            return {row["id"]: row[column] for row in self.parents(sheet)}
        if sheet == "care_register":
            return {row["id"]: self.code("vulnerable_category", row["category"]) for row in self.rows(sheet)}
        if sheet in ("doors", "compounds"):
            return dict(self._doors() if sheet == "doors" else self._compounds())
        column = {"rounds": "number", "sweeps": "number", "organizations": "name"}.get(sheet, "code")
        return {row["id"]: row[column] for row in self.rows(sheet)}

    def _compounds(self) -> Iterable[tuple[int, Cell]]:
        """The name, unless another compound goes by the same word."""
        words = Counter(word_key(row["name"]) for row in self.rows("compounds"))
        words.update(word_key(row["code"]) for row in self.rows("compounds"))
        words.update(word_key(row["name"]) for row in stored.alongside("compound_aliases", self.reach))
        return (
            (row["id"], row["name"] if words[word_key(row["name"])] == 1 else row["code"])
            for row in self.rows("compounds")
        )

    def _doors(self) -> Iterable[tuple[int, Cell]]:
        buildings = {row["id"]: row["name"] for row in self.parents("doors")}
        units = [(u, (buildings[u["building_id"]], u["stairwell"], u["label"])) for u in self.rows("doors")]
        seen = Counter((u["compound_id"], door_text(*parts).casefold()) for u, parts in units)
        for unit, parts in units:
            text = door_text(*parts)
            yield (
                unit["id"],
                text if seen[unit["compound_id"], text.casefold()] == 1 else door_text(*parts, full=True),
            )

    @cached_property
    def shift_counts(self) -> Counter[tuple[object, str]]:
        """How many shifts a day has of a kind."""
        return Counter((row["duty_date"], row["kind"]) for row in self.rows("shifts"))

    def code(self, vocabulary: str, code: str) -> str:
        """The term's label, where it leads back to this code; else the code."""
        if vocabulary not in self._codes:
            self._codes[vocabulary] = self._labels(vocabulary)
        return self._codes[vocabulary].get(code, code)

    def _labels(self, vocabulary: str) -> dict[str, str]:
        terms = self.terms.get(vocabulary, {})
        words: dict[str, set[str]] = {}
        for code, term in terms.items():
            for word in (code, term.zh, term.en):
                words.setdefault(word_key(word), set()).add(code)
        labels = ((code, term.label(self.language)) for code, term in terms.items())
        return {code: label for code, label in labels if words.get(word_key(label)) == {code}}

    def choice(self, choices: Iterable[Choice], code: str) -> str:
        for choice in choices:
            if choice.code == code:
                return choice.zh if self.language.startswith("zh") else choice.en
        return code


def _code_and_name(row: Stored) -> str:
    """P002 李文涛: readable, and never two people."""
    code, name = str(row["code"]), str(row["name"])
    return f"{code} {name}" if " " not in code and name else code
