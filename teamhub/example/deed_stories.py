"""Words for the deeds of the example: what was done, by kind; and the few that the story itself tells."""

from __future__ import annotations

from dataclasses import dataclass

GROUPS = ("medicine", "delivery", "printing", "utility_top_up", "lost_and_found", "other")
PER_DAY: dict[int, tuple[int, ...]] = {
    1: (3, 5, 1, 1, 1, 1),
    2: (3, 6, 3, 2, 2, 1),
    3: (3, 6, 4, 3, 1, 2),
    4: (5, 7, 4, 3, 1, 2),
    5: (4, 7, 3, 3, 2, 1),
    6: (3, 7, 3, 2, 1, 2),
}
"""Day -> deeds by group of the brief."""

CATEGORIES: dict[str, tuple[str, ...]] = {
    "medicine": ("medicine", "medicine", "medical_trip"),
    "delivery": ("shopping", "delivery"),
    "printing": ("printing",),
    "utility_top_up": ("utility_top_up",),
    "lost_and_found": ("lost_and_found",),
    "other": ("repair", "counsel", "vulnerable_care"),
}
SUMMARIES: dict[str, tuple[str, ...]] = {
    "medicine": (
        "代购降压药2盒并送到家门口",
        "到药店代购胃药、感冒药",
        "代取慢性病长处方药",
        "代购小儿退热贴和口服液",
    ),
    "medical_trip": ("联系车辆陪同到医院复诊", "陪护就医并协助挂号取药", "协调车辆送产检，安全返回"),
    "shopping": (
        "代购米面油和蔬菜",
        "代购奶粉和纸尿裤",
        "代购生活用品一批",
        "代购牛奶、鸡蛋",
        "代购电池和灯泡",
    ),
    "delivery": ("把快递送到家门口", "把亲友送来的物品转送上楼", "送保供蔬菜包上门", "把饮用水扛送到六楼"),
    "printing": ("为学生打印网课试卷", "打印作业和练习题", "打印核酸检测证明", "为考生打印准考材料"),
    "utility_top_up": ("为居民燃气卡充值", "代缴电费并告知余额", "代充水费", "燃气卡充值后送回家中"),
    "lost_and_found": (
        "帮助找回丢失的钥匙",
        "帮助找回遗落的手机",
        "拾到钱包，核实后归还",
        "找到走失的宠物狗",
    ),
    "repair": ("协助修好漏水的水龙头", "协助更换楼道灯泡", "帮助疏通下水道"),
    "counsel": ("解释黄码居家政策，安抚情绪", "解答出行政策疑问", "陪独居老人聊天，舒缓焦虑"),
    "vulnerable_care": ("帮助行动不便居民倒垃圾、送饭", "上门为老人调试智能手机", "协助卧床居民翻身照料"),
    "border_handover": ("把药品送到边界卡口交接",),
}
MINUTES: dict[str, tuple[int, int]] = {
    "medicine": (35, 90), "medical_trip": (60, 150), "shopping": (25, 60), "delivery": (10, 30), "printing": (8, 20),
    "utility_top_up": (15, 35), "lost_and_found": (15, 60), "repair": (20, 50), "counsel": (10, 30),
    "vulnerable_care": (20, 45), "border_handover": (120, 180),
}  # fmt: skip

CARE_REQUESTS: tuple[tuple[str, str, str, str], ...] = (
    ("limited_mobility", "delivery", "送饭和生活用品上门", "送饭和生活用品上门"),
    ("limited_mobility", "vulnerable_care", "请人帮助倒垃圾、换被褥", "帮助行动不便居民倒垃圾、换被褥"),
    ("elder_alone", "utility_top_up", "燃气快用完，请代为充值", "为独居老人燃气卡充值"),
    ("elder_alone", "shopping", "家中无菜，请代购蔬菜", "为独居老人代购蔬菜并送上门"),
    ("elder_alone", "repair", "水龙头漏水", "协助独居老人修好漏水的水龙头"),
    ("pregnant", "medical_trip", "需到医院产检", "协调车辆送产检，安全返回"),
    ("chronic", "medicine", "降压药只剩一天的量", "代购降压药并送到家门口"),
    ("chronic", "medicine", "慢性病长处方药需续开", "代取长处方药"),
    ("chronic", "medicine", "需要血糖试纸", "代购血糖试纸和药品"),
    ("chronic", "shopping", "需要低盐食品", "代购低盐食品"),
    ("chronic", "delivery", "亲属送来的药在卡口", "把亲属送来的药转送到家门口"),
)
"""Fourth day: (group on the care register, category, wish, what was done)."""


@dataclass(frozen=True)
class Told:
    """A deed that the story tells. `done`: hour and minute."""

    day: int
    group: str
    category: str
    done: tuple[int, int]
    compound: str
    beneficiary: str
    summary: str
    helpers: tuple[str, ...]
    minutes: int
    thanks: str = ""
    story: str = ""


TOLD: tuple[Told, ...] = (
    Told(
        2, "other", "counsel", (10, 12), "C02", "刘大妈", "现场引导老年居民有序检测，解答检测流程", ("李文涛", "张晓琳"), 12,
        thanks="我昨天检测核酸花了近1个小时，今天下沉党员们组织有序、方法得当，不到10分钟我就完成了检测。",
        story="金域华府刘大妈说，前一天检测花了近1个小时，优化流程后不到10分钟就完成了检测。",
    ),
    Told(
        3, "medicine", "medicine", (16, 15), "C01", "刘师傅女儿", "开车陪同到指定药店购买特定药品，安全送回", ("孙浩",), 125,
        story="明珠华府刘师傅的女儿患有慢性病，所需药品附近无法买到，工作队安排专人开车陪同到指定药店购药，再安全送回。",
    ),
    Told(
        4, "medicine", "border_handover", (11, 40), "C06", "孔大妈女儿", "把药品送到随县边界卡口，与吴山镇交接", ("王海波", "林芳"), 140,
        thanks="非常感谢你们，真是解决了我的燃眉之急，我再次替我的姑娘谢谢你们！",
        story="棉花小区孔大妈的女儿在外地急需用药，工作队安排专人把药送到边界卡口，与当地对接交接，当日办结。",
    ),
    Told(
        4, "printing", "printing", (16, 20), "C07", "李同学", "为学生打印网课试卷6份", ("许倩",), 15,
        story="汉孟家园一名学生居家上网课，没有打印设备，队员打印试卷6份送到家门口。",
    ),
    Told(
        5, "lost_and_found", "lost_and_found", (15, 30), "C09", "龙女士", "帮助找回遗落在采样点的门禁卡和钥匙", ("宋杰",), 40,
        thanks="门钥匙找回来了，一家人不用在楼下等了，谢谢！",
        story="梧桐雅居龙女士把钥匙遗落在采样点，值守队员逐人询问，当天找回。",
    ),
    Told(
        6, "utility_top_up", "utility_top_up", (10, 40), "C04", "常大爷", "为老人燃气卡充值后送回家中", ("郑丽",), 30,
        thanks="不用出小区就把气充好了，方便。",
        story="老电厂小区常大爷家中燃气将尽，队员代为充值后把卡送回家中。",
    ),
)  # fmt: skip

DRIVEN = "刘师傅女儿"
ACROSS_THE_BORDER = "孔大妈女儿"
