"""Surnames whose reading differs from that of the same character elsewhere."""

from __future__ import annotations

import re

READINGS: dict[str, str] = {
    "单": "shan", "仇": "qiu", "解": "xie", "曾": "zeng", "任": "ren", "华": "hua", "查": "zha", "尉": "wei",
    "朴": "piao", "区": "ou", "盖": "ge", "冼": "xian", "缪": "miao", "乐": "yue", "翟": "zhai", "召": "shao",
    "秘": "bi", "折": "she", "黑": "he", "繁": "po", "员": "yun", "种": "chong", "宓": "mi", "覃": "qin",
    "纪": "ji", "盛": "sheng", "燕": "yan", "应": "ying", "车": "che", "曲": "qu", "石": "shi", "隽": "juan",
    "臧": "zang", "晁": "chao", "郇": "xun", "重": "chong", "过": "guo", "那": "na", "撒": "sa", "洗": "xian",
    "薄": "bo", "卜": "bu", "訾": "zi", "都": "du", "乜": "nie", "佴": "nai", "哈": "ha", "祭": "zhai",
    "尉迟": "yuchi", "万俟": "moqi", "长孙": "zhangsun", "澹台": "tantai", "单于": "chanyu", "令狐": "linghu",
    "宰父": "zaifu", "亓官": "qiguan", "夏侯": "xiahou", "尹": "yin", "吕": "lv", "鲜于": "xianyu",
}  # fmt: skip


def split_surname(name: str) -> tuple[str, str]:
    """The surname whose reading is special and the rest; an empty surname when there is none."""
    for length in (2, 1):
        if name[:length] in READINGS and (length == 1 or len(name) > 2):
            return name[:length], name[length:]
    return "", name


def initials_of(syllables: list[str]) -> str:
    """The first letters of the syllables: li wen tao -> lwt."""
    return "".join(s[0] for s in syllables if re.match(r"[a-z0-9]", s))[:40]
