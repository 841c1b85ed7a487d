"""The brief of 4 April 2022: every figure of the sample stands in the composed text, in both languages."""

from __future__ import annotations

import re

import pytest

from teamhub.domain.briefs import compose, figures_of, freeze, text_of, thaw
from teamhub.domain.briefs.brief import Brief, Table
from teamhub.domain.briefs.runs import plain
from tests.domain.briefs.days import april_fourth, april_texts

SENTENCES = (
    "组织第三轮核酸检测和第二次扫楼，继续做好卡口值守和居民服务。现将情况报告如下。",
    "全天设卡口14处，其中对外开放卡口2处，按白、夜两班各12小时值守，应到60人次，实到60人次；迟到1人次，替班1人次，均已登记。",
    "查岗3次，未发现空岗。",
    "下沉干部21人全部到岗（市委组织部9人、市委编办5人、市委党校7人），其中卡口11人、采样点10人。",
    "人员构成：下沉干部11人次、社区工作者10人次、物业26人次、志愿者13人次，合计60人次。",
    "第三轮检测采取“1+2+4”模式，5个班组、10个场次，每组7人，共35人上岗。",
    "应检5186人，实检5096人，覆盖率98.26%；其中定点混采5068人、522管，上门单采28人、28管。",
    "排队最长28分钟，未超过30分钟。三轮累计15055人次。",
    "未检90人：外出未归31人、已在他处检测22人、婴幼儿及接种未满48小时14人、医学原因12人、集中隔离另行单采7人、其他4人（6日补采）。",
    "上门单采28人：行动不便4人、黄码12人、扫楼查出9人、其他3人。",
    "17支扫楼队、57人开展第二次扫楼，应访2219户，首访核实2175户，复访44户，全部清零。",
    "查出未检9人，均已补采。核酸检测承诺书累计签订2219份，应签户全部签订。",
    "当日办理22件，累计70件。",
    "典型事例：棉花小区孔大妈的女儿在外地急需用药，工作队安排专人把药送到边界卡口，与当地对接交接，当日办结。",
    "黄码居民12人，均居家隔离；其中6人完成第2次单检，待结果和3天期满后转绿，6人完成第1次单检。",
    "（一）梧桐雅居采样点最长排队28分钟，接近30分钟上限。",
    "（二）书奇医院卡口有3件物资因地址不清待送。",
    "（一）4月5日（清明节）不开展全员检测，开展第三次扫楼，重点核对外出返回人员。",
    "（四）夜班重点关注包保对象用药。",
    "报：市委组织部、北郊街道党工委",
    "送：市委编办、市委党校",
    "发：各组、各卡口",
    "共印12份",
)

DUTY_TABLE = """
汉孟路南端 | 对外开放 | 3 | 3 | 96 | 214 | 无
书奇医院 | 对外开放 | 3 | 3 | 71 | 168 | 待送3件
小区卡口12处 | 内部管控 | 24 | 24 | — | — | 迟到1人次
合计 | 14处 | 30 | 30 | 167 | 382 | 已送达379件
"""
TESTING_TABLE = """
P1 明珠华府 | 明珠华府 | T1 上午 | 729 | 716 | 4 | 712 | 73 | 98.22% | 14 | 22
P2 金域华府 | 金域华府 | T2 上、下午 | 832 | 818 | 4 | 814 | 83 | 98.32% | 9 | 17
P3 能源小区 | 能源小区、惠民小区 | T3 上午 | 617 | 606 | 3 | 603 | 62 | 98.22% | 12 | 21
P4 老电厂小区 | 老电厂小区、粮机厂家属院 | T4 上午 | 580 | 570 | 3 | 567 | 58 | 98.28% | 16 | 26
P5 通达住宅楼 | 通达住宅楼、交运住宅楼、纺织品公司宿舍、杏林公寓 | T3 下午 | 443 | 435 | 2 | 433 | 45 | 98.19% | 11 | 19
P6 棉花小区 | 棉花小区、供销社宿舍、清河苑 | T5 上午 | 555 | 545 | 3 | 542 | 56 | 98.20% | 13 | 23
P7 汉孟家园 | 汉孟家园 | T1 下午 | 463 | 455 | 3 | 452 | 47 | 98.27% | 8 | 15
P8 梧桐雅居 | 东风苑、梧桐雅居 | T4 下午 | 677 | 666 | 4 | 662 | 68 | 98.38% | 18 | 28
P9 阳光花园 | 阳光花园 | T5 下午 | 290 | 285 | 2 | 283 | 30 | 98.28% | 7 | 12
合计 | 17个小区 | 5个班组、10个场次 | 5186 | 5096 | 28 | 5068 | 522 | 98.26% | — | 28
"""
SWEEP_TABLE = """
明珠华府 | 4 | 312 | 296 | 10 | 6 | 6 | 1 | 1 | 清零
金域华府 | 4 | 356 | 337 | 12 | 7 | 7 | 3 | 3 | 清零
能源小区 | 4 | 168 | 160 | 5 | 3 | 3 | 0 | 0 | 清零
老电厂小区 | 4 | 184 | 174 | 6 | 4 | 4 | 2 | 2 | 清零
通达住宅楼 | 3 | 72 | 69 | 2 | 1 | 1 | 0 | 0 | 清零
棉花小区 | 3 | 146 | 138 | 5 | 3 | 3 | 2 | 2 | 清零
汉孟家园 | 4 | 198 | 188 | 6 | 4 | 4 | 0 | 0 | 清零
东风苑 | 3 | 132 | 125 | 4 | 3 | 3 | 1 | 1 | 清零
梧桐雅居 | 4 | 158 | 150 | 5 | 3 | 3 | 0 | 0 | 清零
惠民小区 | 3 | 96 | 91 | 3 | 2 | 2 | 0 | 0 | 清零
阳光花园 | 3 | 124 | 118 | 4 | 2 | 2 | 0 | 0 | 清零
交运住宅楼 | 3 | 54 | 51 | 2 | 1 | 1 | 0 | 0 | 清零
粮机厂家属院 | 3 | 64 | 61 | 2 | 1 | 1 | 0 | 0 | 清零
供销社宿舍 | 3 | 42 | 40 | 1 | 1 | 1 | 0 | 0 | 清零
纺织品公司宿舍 | 3 | 38 | 36 | 1 | 1 | 1 | 0 | 0 | 清零
清河苑 | 3 | 49 | 46 | 2 | 1 | 1 | 0 | 0 | 清零
杏林公寓 | 3 | 26 | 24 | 1 | 1 | 1 | 0 | 0 | 清零
合计 | 57 | 2219 | 2104 | 71 | 44 | 44 | 9 | 9 | 17/17 清零
"""
DEED_TABLE = """
买药就医 | 5 | 14
代购送货 | 7 | 24
打印试卷资料 | 4 | 12
燃气水电充值 | 3 | 9
寻找失物 | 1 | 5
其他 | 2 | 6
合计 | 22 | 70
"""
CARE_TABLE = """
行动不便残疾人 | 4 | 4 | 4 | 2 | 2
独居老人 | 9 | 9 | 9 | 3 | 3
孕产妇 | 3 | 3 | 3 | 1 | 1
慢性病患者 | 14 | 14 | 14 | 5 | 5
黄码居民 | 12 | 12 | 12 | 0 | 0
合计 | 42 | 42 | 42 | 11 | 11
"""
TABLES = {
    "duty": DUTY_TABLE,
    "testing": TESTING_TABLE,
    "sweep2": SWEEP_TABLE,
    "deeds": DEED_TABLE,
    "care": CARE_TABLE,
}


def brief(language: str = "zh_Hans_CN") -> Brief:
    return compose(april_fourth(), april_texts(), language)


def tables(of: Brief) -> dict[str, Table]:
    return {b.key: b for s in of.sections for b in s.blocks if isinstance(b, Table)}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_of_the_sample_is_in_the_text(sentence: str) -> None:
    assert sentence in text_of(brief())


@pytest.mark.parametrize("key", TABLES)
def test_every_table_row_of_the_sample_is_there_in_order(key: str) -> None:
    rows = [" | ".join(plain(c) for c in row.cells) for row in tables(brief())[key].rows]
    assert rows == TABLES[key].strip().splitlines()


def test_the_head_and_the_sections_are_those_of_the_sample() -> None:
    made = brief()
    assert (made.masthead, made.number_line, made.date_line) == ("工作简报", "第4期", "2022年4月4日")
    assert made.compiled_by == "北郊街道八里岔社区下沉工作队"
    assert made.title == "八里岔社区疫情防控下沉工作日报"
    assert (made.as_of_line, made.addressee) == ("（截至4月4日22时）", "社区党委：")
    assert [s.marker + s.title for s in made.sections] == [
        "一、卡口值守情况", "二、核酸检测情况", "三、扫楼情况", "四、为民办实事情况", "五、特殊人员保障",
        "六、存在问题", "七、明日安排",
    ]  # fmt: skip


def test_the_totals_row_of_every_table_is_the_sum_of_its_rows() -> None:
    for table in tables(brief()).values():
        *rows, total = table.rows
        for column in range(1, len(table.columns)):
            cells = [plain(r.cells[column]) for r in rows]
            sums_up = all(c.isdigit() for c in cells) and plain(total.cells[column]).isdigit()
            if sums_up and not table.columns[column].title.startswith("最长"):
                assert sum(map(int, cells)) == int(plain(total.cells[column])), table.columns[column].title


def test_every_number_of_the_running_text_names_its_rows() -> None:
    """Ordinals and clock times are words; all other numbers are figures with a source."""
    made = compose(april_fourth(), april_texts(), "zh")
    sources = {f.source for f in figures_of(made)}
    assert {"duty.present", "testing.R3.tested", "testing.R3.P8.longest_wait", "sweeps.S2.C04.due"} <= sources
    assert all(re.fullmatch(r"[a-z_]+(\.[A-Za-z0-9_]+)+", source) for source in sources)


def test_english_says_the_same_figures_in_the_same_tables() -> None:
    chinese, english = tables(brief()), tables(brief("en"))
    assert list(chinese) == list(english)
    for key, table in chinese.items():
        for ours, theirs in zip(table.rows, english[key].rows, strict=True):
            for left, right in zip(ours.cells, theirs.cells, strict=True):
                assert numbers(plain(left)) == numbers(plain(right)), key


def test_english_carries_every_figure_of_the_chinese_text() -> None:
    assert {f.source for f in figures_of(brief())} == {f.source for f in figures_of(brief("en"))}


def numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?%?", text.replace(",", ""))


def test_chinese_text_has_no_half_width_punctuation() -> None:
    words = re.sub(r"\d[\d.,/+%:]*", "", text_of(brief()).replace(" | ", ""))
    assert not re.findall(r"[,;:!?()\"']", words)


def test_the_stored_facts_give_the_same_brief_again() -> None:
    stored = freeze(april_fourth(), april_texts())
    facts = thaw(stored)
    assert (facts.figures, facts.texts) == (april_fourth(), april_texts())
    assert compose(facts.figures, facts.texts, "zh") == compose(april_fourth(), april_texts(), "zh")
    assert freeze(facts.figures, facts.texts) == stored
