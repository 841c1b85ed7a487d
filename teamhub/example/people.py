"""Who takes part in the example. Everybody is invented; telephone numbers lie in a range that nobody is given."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from teamhub.domain.workbook.content import Row
from teamhub.example.days import Days
from teamhub.example.figures import figures

CADRES: tuple[tuple[str, str], ...] = (
    ("市委组织部", "周建明 李文涛 张晓琳 王海波 刘思远 陈立新 赵敏 孙浩 何静"),
    ("市委编办", "吴国强 郑丽 冯晓东 许倩 蒋涛"),
    ("市委党校", "高志远 林芳 罗斌 唐雪 谢军 韩梅 宋杰"),
)
LEADER = "周建明"
FIRST_GROUP = frozenset("李文涛 张晓琳 王海波 刘思远 吴国强 郑丽 冯晓东 林芳 罗斌 唐雪".split())
"""On day shifts on days 1 to 3, on night shifts from day 4 on; the second group the other way round."""
GROUP_LEADERS = {"吴国强": "第一组", "高志远": "第二组"}

MEDICS = ("陈护士", "王护士", "黄护士", "刘医生", "邓护士")

ORGANIZATIONS: tuple[tuple[str, str, bool], ...] = (
    ("市委组织部", "Organization Department", True),
    ("市委编办", "Staffing Office", True),
    ("市委党校", "Party School", True),
    ("北郊街道", "Beijiao Subdistrict Office", False),
    ("八里岔社区居委会", "Balicha Residents' Committee", False),
    ("洪山医院", "Hongshan Hospital", False),
    ("明珠物业", "Mingzhu Property Management", False),
    ("北郊物业", "Beijiao Property Management", False),
    ("八里岔志愿服务队", "Balicha Volunteers", False),
)
"""Chinese and English name, and whether it sends cadres."""

SWEEPERS = (
    ("property_staff", 14),
    ("party_group", 12),
    ("building_head", 12),
    ("volunteer", 10),
    ("owners_committee", 9),
)
COMMUNITY_WORKERS = 30
PROPERTY_ON_DUTY = 36
VOLUNTEERS_ON_DUTY = 20

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫向常汤"
GIVEN = (
    "建国 志强 秀英 桂兰 国庆 玉梅 春华 文斌 晓燕 海燕 少华 永强 德福 金凤 红霞 立新 家明 学军 美玲 爱民 振华 丽华 继红 玉兰 "
    "光明 新民 小平 淑芬 卫东 建军 桂芳 长林 福生 雅琴 思琪 子涵 俊杰 佳怡 浩然 欣怡 宇航 梦洁 天宇 诗雨 明轩 晨曦 一鸣 若兰 "
    "伟 芳 娜 敏 静 磊 强 洋 艳 勇 杰 娟 涛 明 超 霞 平 刚 桂 波 辉 燕 玲 斌 丹 萍 鹏 华 红 飞 鑫 莉 军 健"
).split()


@dataclass(frozen=True)
class Member:
    """`roles`: of somebody who signs in."""

    code: str
    name: str
    member_type: str
    organization: str
    group: str = ""
    position: str = ""
    roles: str = ""
    phone: str = ""


@dataclass(frozen=True)
class People:
    members: tuple[Member, ...]

    def of(self, prefix: str) -> list[Member]:
        """P cadres, M medics, W community workers, Y property staff, Z volunteers on duty, S sweepers, A committee."""
        return [m for m in self.members if m.code[0] == prefix]

    def code(self, name: str) -> str:
        """Of a cadre or medic."""
        return next(m.code for m in self.members if m.name == name)

    @property
    def leader(self) -> str:
        return self.code(LEADER)

    def cadre_group(self, first: bool) -> list[str]:
        """Codes of the ten cadres of the first or the second group."""
        return [m.code for m in self.of("P") if m.name != LEADER and (m.name in FIRST_GROUP) is first]

    def sweep_teams(self) -> dict[str, list[str]]:
        """Compound -> codes of the sweepers of its team; people of one kind are dealt out over the teams."""
        sizes = {c.code: c.sweep_team_size for c in figures().compounds}
        teams: dict[str, list[str]] = {code: [] for code in sizes}
        waiting = self.of("S")
        while waiting:
            for code, team in teams.items():
                if waiting and len(team) < sizes[code]:
                    team.append(waiting.pop(0).code)
        return teams


def make_people() -> People:
    names = _names()
    members = [
        *_cadres(),
        *(
            Member(f"M{n:02d}", name, "medic", "洪山医院", "采样组", "采样", "medic")
            for n, name in enumerate(MEDICS, 1)
        ),
        *_numbered("W", COMMUNITY_WORKERS, names, "community_worker", "八里岔社区居委会", "community_worker"),
        *_numbered("Y", PROPERTY_ON_DUTY, names, "property_staff", "明珠物业", ""),
        *_numbered("Z", VOLUNTEERS_ON_DUTY, names, "volunteer", "八里岔志愿服务队", ""),
        *_sweepers(names),
        Member("A01", next(names), "committee", "八里岔社区居委会", "", "社区党委书记", "party_secretary"),
        Member("A02", next(names), "committee", "八里岔社区居委会", "", "党委委员", "committee_reader"),
        Member("A03", next(names), "committee", "北郊街道", "", "督查员", "inspector"),
    ]
    return People(tuple(replace(m, phone=f"1990000{n:04d}") for n, m in enumerate(members, start=1)))


def _names() -> Iterator[str]:
    """Full names, each once, none of a cadre."""
    chance = random.Random("names")  # noqa: S311  # sample data
    taken = {name for _, listed in CADRES for name in listed.split()}
    while True:
        name = chance.choice(SURNAMES) + chance.choice(GIVEN)
        if name not in taken:
            taken.add(name)
            yield name


def _cadres() -> Iterator[Member]:
    number = 0
    for organization, listed in CADRES:
        for name in listed.split():
            number += 1
            group = "第一组" if name in FIRST_GROUP else "第二组"
            position, roles = "队员", "member"
            if name == LEADER:
                group, position, roles = "队部", "队长", "team_leader"
            elif name in GROUP_LEADERS:
                position, roles = "组长", "group_leader"
            yield Member(f"P{number:03d}", name, "cadre", organization, group, position, roles)


def _numbered(
    prefix: str, count: int, names: Iterator[str], member_type: str, organization: str, roles: str
) -> Iterable[Member]:
    for n in range(1, count + 1):
        sends = "北郊物业" if organization == "明珠物业" and n % 2 == 0 else organization
        yield Member(f"{prefix}{n:02d}", next(names), member_type, sends, roles=roles)


def _sweepers(names: Iterator[str]) -> Iterable[Member]:
    """The first of each team can sign in; the others are counted without an account."""
    homes = {"property_staff": "明珠物业", "volunteer": "八里岔志愿服务队"}
    kinds = [kind for kind, count in SWEEPERS for _ in range(count)]
    for n, kind in enumerate(kinds, start=1):
        captain = n <= len(figures().compounds)
        yield Member(
            f"S{n:02d}",
            next(names),
            kind,
            homes.get(kind, "八里岔社区居委会"),
            "扫楼队",
            "扫楼队长" if captain else "",
            "sweeper" if captain else "",
        )


def people_rows(people: People, days: Days) -> dict[str, list[Row]]:
    return {
        "organizations": [
            {"name": name, "name_en": english, "sends_cadres": sends, "position": n}
            for n, (name, english, sends) in enumerate(ORGANIZATIONS, start=1)
        ],
        "people": [
            {
                "code": m.code,
                "name": m.name,
                "phone": m.phone,
                "member_type": m.member_type,
                "organization": m.organization,
                "work_group": m.group or None,
                "position": m.position or None,
                "deployed_from": days.day(1) if m.member_type == "cadre" else None,
                "active": True,
                "roles": m.roles or None,
            }
            for m in people.members
        ],
    }
