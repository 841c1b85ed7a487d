"""Names and phones as strangers may see them. Masking is the default; opening needs a permission and a reason."""

from __future__ import annotations

import re
import unicodedata

STAR = "*"

COMPOUND_SURNAMES = frozenset(
    """欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 司空 夏侯 长孙 宇文 轩辕 端木 南宫 西门 独孤
    呼延 闻人 百里 东郭 赫连 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 亓官 司寇 子车 颛孙
    巫马 公西 漆雕 乐正 壤驷 公良 拓跋 夹谷 谷梁 万俟 第五 左丘 梁丘 东门 段干 羊舌 微生 即墨 达奚 纳兰 完颜
    贺兰 宰父 南门 归海 司城 公羊 仲长 哥舒 豆卢 叱干 斛律 屈突 贺若""".split()
)

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]")


def surname_of(name: str) -> str:
    """欧阳修 -> 欧阳, 欧阳 -> 欧, 刘洋 -> 刘, John Smith -> Smith. Empty for an empty name."""
    name = name.strip()
    if not name:
        return ""
    if not _HAN.search(name):
        return name.split()[-1]
    if len(name) > 2 and name[:2] in COMPOUND_SURNAMES:
        return name[:2]
    return name[0]


def mask_name(name: str) -> str:
    """刘洋 -> 刘*, 高志远 -> 高*远, 欧阳修 -> 欧阳*, John Smith -> J* S*.

    One star stands for any number of hidden characters. Masking a masked name changes nothing."""
    name = unicodedata.normalize("NFKC", name).strip()
    if not name:
        return ""
    if not _HAN.search(name):
        return " ".join(word[0] + STAR for word in name.split())
    surname = surname_of(name)
    given = name[len(surname) :].strip()
    last = given[-1] if len(given) >= 2 and given[-1] != STAR else ""
    return surname + STAR + last


def mask_phone(phone: str) -> str:
    """13812341234 -> 138****1234. A number that is no mobile shows its last four figures at most, and never more
    than half of them. Anything without figures is hidden whole."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", phone) if c in "0123456789" + STAR)
    if not digits:
        return STAR * 4 if phone.strip() else ""
    if len(digits) == 13 and digits.startswith("861"):
        digits = digits[2:]
    if len(digits) == 11 and digits[0] == "1":
        return digits[:3] + STAR * 4 + digits[-4:]
    shown = min(4, len(digits) // 2)
    return STAR * 4 + (digits[-shown:].lstrip(STAR) if shown else "")


def public_name(name: str, form_of_address: str) -> str:
    """The form for briefs and stories: surname and form of address (刘大妈, 孔大妈). Without one: 刘某.
    Latin names: the initial (S.)."""
    name = unicodedata.normalize("NFKC", name).strip()
    surname = surname_of(name)
    if not surname:
        return form_of_address.strip()
    if not _HAN.search(name):
        return f"{form_of_address.strip()} {surname[0]}.".strip()
    return surname + (form_of_address.strip() or "某")
