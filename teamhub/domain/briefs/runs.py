"""Text that knows where its figures come from.

A sentence is a tuple of runs. `Words` are words; `Fig` is a figure together with the key of the rows it counts,
so that the screen can link it and paper prints it plainly. `Voice` says one thing in the reader's language:
every sentence is written as a Chinese and an English template side by side, so both make the same claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import Formatter

from teamhub.domain.figures import Label, percent_text


@dataclass(frozen=True)
class Words:
    text: str


@dataclass(frozen=True)
class Fig:
    """`text` as printed; `source`: dotted key of the rows behind it, e.g. testing.R3.tested."""

    text: str
    source: str


Run = Words | Fig
Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Count:
    """A whole number before it is put into words."""

    value: int
    source: str


Value = Count | Fig | Label | str | Runs

_PARTS = Formatter()


class Voice:
    """One language. `zh_Hans_CN` (any zh) or `en`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.zh = language.startswith("zh")

    def figure(self, count: Count) -> Fig:
        """Chinese prints 15055, English 15,055."""
        return Fig(str(count.value) if self.zh else f"{count.value:,}", count.source)

    def rate(self, part: int, whole: int, source: str) -> Fig:
        return Fig(percent_text(part, whole), source)

    def say(self, zh: str, en: str, **values: Value) -> Runs:
        """Fill `{name}`. In English `{name:door|doors}` adds the noun that fits the count."""
        runs: list[Run] = []
        for literal, name, spec, _ in _PARTS.parse(zh if self.zh else en):
            if literal:
                runs.append(Words(literal))
            if name is not None:
                runs.extend(self._filled(values[name], spec or ""))
        return merged(runs)

    def _filled(self, value: Value, spec: str) -> Iterable[Run]:
        if isinstance(value, Count):
            yield self.figure(value)
            if spec:
                one, _, many = spec.partition("|")
                yield Words(f" {one if value.value == 1 else many}")
        elif isinstance(value, Fig):
            yield value
        elif isinstance(value, Label):
            yield Words(value.of(self.language))
        elif isinstance(value, str):
            yield Words(value)
        else:
            yield from value

    def words(self, label: Label) -> str:
        return label.of(self.language)

    def listing(self, items: Sequence[Runs]) -> Runs:
        """A、B、C / A, B and C."""
        runs: list[Run] = []
        for place, item in enumerate(items):
            if place:
                last = place == len(items) - 1
                runs.append(Words("、" if self.zh else " and " if last else ", "))
            runs.extend(item)
        return merged(runs)

    def clauses(self, items: Iterable[Runs]) -> Runs:
        """Clauses of one sentence, with the full stop. The items carry no punctuation at their ends."""
        runs: list[Run] = []
        for place, item in enumerate(i for i in items if i):
            if place:
                runs.append(Words("，" if self.zh else ", "))
            runs.extend(item)
        return (*merged(runs), Words("。" if self.zh else ".")) if runs else ()

    def sentences(self, items: Iterable[Runs]) -> Runs:
        """Whole sentences of one paragraph."""
        runs: list[Run] = []
        for place, item in enumerate(i for i in items if i):
            if place and not self.zh:
                runs.append(Words(" "))
            runs.extend(item)
        return merged(runs)


def merged(runs: Iterable[Run]) -> Runs:
    """Neighbouring words become one run."""
    out: list[Run] = []
    for run in runs:
        if isinstance(run, Words) and out and isinstance(out[-1], Words):
            out[-1] = Words(out[-1].text + run.text)
        elif run.text:
            out.append(run)
    return tuple(out)


def plain(runs: Runs) -> str:
    """The runs as one string."""
    return "".join(r.text for r in runs)
