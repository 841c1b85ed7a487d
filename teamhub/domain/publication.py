"""A deed as it may be published: no flat, no phone, no amount, no full name of a resident, and an illness only with
consent. What the rule hides it says, so that somebody reads once more what is left."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from teamhub.domain.masking import public_name

ILLNESSES = (
    "糖尿病",
    "高血压",
    "冠心病",
    "心脏病",
    "肾脏病",
    "肾病",
    "肾衰竭",
    "尿毒症",
    "癌症",
    "肿瘤",
    "肝炎",
    "哮喘",
    "癫痫",
    "抑郁症",
    "精神病",
    "帕金森病",
    "diabetes",
    "hypertension",
    "kidney disease",
    "heart disease",
    "cancer",
    "asthma",
    "epilepsy",
    "depression",
)
_ILLNESS = re.compile("|".join(map(re.escape, ILLNESSES)), re.IGNORECASE)
_FIGURE = r"[0-9０-９]"
_NUMBER = re.compile(rf"(?<!{_FIGURE}){_FIGURE}[0-9０-９xX －-]{{5,}}{_FIGURE}(?!{_FIGURE})")
_DOOR = re.compile(
    rf"{_FIGURE}+\s*(?:号楼|栋|幢|座)\s*(?:{_FIGURE}+\s*单元)?\s*(?:{_FIGURE}+\s*(?:室|号|房)?)?"
    rf"|{_FIGURE}+\s*单元\s*(?:{_FIGURE}+\s*(?:室|号|房)?)?"
    rf"|(?<!{_FIGURE}){_FIGURE}{{1,2}}\s*[-－—–]\s*{_FIGURE}{{1,2}}\s*[-－—–]\s*{_FIGURE}{{3,4}}(?!{_FIGURE})"
    rf"|{_FIGURE}{{3,4}}\s*[室房]"
)
_AMOUNT = re.compile(
    rf"[¥￥$]\s*{_FIGURE}[0-9０-９,，.．]*\s*(?:元|块钱?)?"
    rf"|{_FIGURE}[0-9０-９,，.．]*\s*(?:元|块钱?|yuan|RMB)"
    r"|[一二三四五六七八九十百千万两]+(?:多|余|几)?(?:元|块钱?)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Published:
    """`hidden`: what was hidden, of name | door | number | amount | illness."""

    text: str
    hidden: tuple[str, ...]


def publish(text: str, *, names: Iterable[str] = (), consent: bool = False) -> Published:
    """`names`: full names of residents that may occur. `consent`: the resident agreed to be quoted, illness
    included. Publishing what was published changes nothing."""
    hidden: list[str] = []

    def hide(what: str, pattern: re.Pattern[str], instead: str) -> None:
        nonlocal text
        text, found = pattern.subn(instead, text)
        if found:
            hidden.append(what)

    for name in sorted({n.strip() for n in names if len(n.strip()) > 1}, key=len, reverse=True):
        if name in text and not _is_address_form(name):
            text = text.replace(name, public_name(name, ""))
            hidden.append("name")
    hide("amount", _AMOUNT, "")
    hide("door", _DOOR, "")
    hide("number", _NUMBER, "")
    if not consent:
        hide("illness", _ILLNESS, "慢性病" if _is_chinese(text) else "a chronic illness")
    return Published(_tidy(text), tuple(dict.fromkeys(hidden)))


def story(compound: str, resident: str, what: str, helpers: Iterable[str]) -> str:
    """By the rule [compound] [form of address] ... member [name]: for a deed that nobody wrote a story for. In the
    language of what was noted."""
    zh = _is_chinese(what)
    people = "、".join(helpers) if zh else ", ".join(helpers)
    place = " ".join(part for part in (compound, resident) if part)
    what = what.strip().rstrip("。.")
    if zh:
        return "".join([f"{place}：" if place else "", what, f"。队员{people}办理" if people else "", "。"])
    return "".join([f"{place}: " if place else "", what, f". Seen to by {people}" if people else "", "."])


def _is_address_form(name: str) -> bool:
    """刘大妈 is how somebody is called in public already."""
    return name[-1:] in "妈爷叔婶姨伯哥姐弟妹奶某" or name.endswith(("师傅", "先生", "女士", "老人"))


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def _tidy(text: str) -> str:
    """No traces of what was taken out."""
    text = re.sub(r"[（(][\s，,、；;：:]*[）)]|[“\"]\s*[”\"]", "", text)
    text = re.sub(r"([，、；：,;:])\s*(?=[，。、；：,.;:！？])", "", text)
    return re.sub(r"[ \t]{2,}", " ", text).strip()
