"""What is data, not code: the vocabularies, the flags each of their terms may carry, and the terms that a new
community starts with. A community edits its own copy; records keep a term's code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class TermSpec:
    code: str
    zh: str
    en: str
    flags: Mapping[str, bool | int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class VocabularySpec:
    """`flags`: flag name -> default; the type of the default is the type of the flag."""

    name: str
    zh: str
    en: str
    flags: Mapping[str, bool | int | str]
    terms: tuple[TermSpec, ...]


def _t(code: str, zh: str, en: str, **flags: bool | int | str) -> TermSpec:
    return TermSpec(code, zh, en, flags)


VOCABULARIES: tuple[VocabularySpec, ...] = (
    VocabularySpec(
        "campaign_kind",
        "行动类型",
        "Kinds of campaign",
        {},
        (
            _t("epidemic", "疫情防控", "Epidemic control"),
            _t("flood", "防汛", "Flood"),
            _t("cold_wave", "低温雨雪", "Cold wave"),
            _t("gas_safety", "燃气排查", "Gas safety"),
            _t("census", "人口普查", "Census"),
        ),
    ),
    VocabularySpec(
        "member_type",
        "人员类别",
        "Member types",
        {"sweeper": False, "deployed": False, "leads": False},
        (
            _t("cadre", "下沉干部", "Deployed cadre", deployed=True),
            _t("community_worker", "社区工作者", "Community worker"),
            _t("medic", "医务人员", "Medic"),
            _t("property_staff", "物业管理人员", "Property staff", sweeper=True),
            _t("party_group", "党组织成员", "Party group member", sweeper=True),
            _t("owners_committee", "业委会成员", "Owners' committee member", sweeper=True),
            _t("building_head", "楼栋长", "Building head", sweeper=True),
            _t("volunteer", "志愿者", "Volunteer", sweeper=True),
            _t("committee", "党委成员", "Committee member"),
        ),
    ),
    VocabularySpec(
        "post_kind",
        "岗位类型",
        "Kinds of post",
        {"checkpoint": False, "leader_present": False, "staffing": ""},
        (
            _t("gate", "对外卡口", "Gate", checkpoint=True),
            _t("compound_checkpoint", "小区卡口", "Compound checkpoint", checkpoint=True),
            _t("road", "路口值守点", "Road post", checkpoint=True),
            _t("sampling_site", "采样点", "Sampling site"),
            _t("other", "其他岗位", "Other post"),
        ),
    ),
    VocabularySpec(
        "shift_kind",
        "班次",
        "Shifts",
        {},
        (
            _t("day", "白班", "Day shift"),
            _t("night", "夜班", "Night shift"),
            _t("morning", "早班", "Morning shift"),
            _t("evening", "晚班", "Evening shift"),
            _t("surge", "应急班", "Surge shift"),
        ),
    ),
    VocabularySpec(
        "task",
        "任务",
        "Tasks",
        {},
        (
            _t("sampling", "采样", "Sampling"),
            _t("info_entry", "信息录入", "Information entry"),
            _t("sampling_assist", "协助采样", "Helping with sampling"),
            _t("info_entry_assist", "协助录入", "Helping with entry"),
            _t("queue_marshal", "维持秩序", "Queue marshal"),
            _t("gate_watch", "卡口值守", "Gate watch"),
            _t("publicity", "宣传引导", "Guidance"),
        ),
    ),
    VocabularySpec(
        "untested_reason",
        "未检原因",
        "Reasons for not being tested",
        {"counts_as_tested": False},
        (
            _t("temporarily_away", "外出未归", "Away"),
            _t("tested_elsewhere", "已在他处检测", "Tested elsewhere", counts_as_tested=True),
            _t("infant", "婴幼儿及接种未满48小时", "Infant or vaccinated within 48 h"),
            _t("medical_exempt", "医学原因", "Medical reason"),
            _t("quarantined", "集中隔离另行单采", "In quarantine, sampled there"),
            _t("cannot_move", "行动不便待上门", "Cannot move, home sample due"),
            _t("not_found", "联系不上", "Not reached"),
            _t("refused", "拒检", "Refused"),
            _t("other", "其他", "Other"),
        ),
    ),
    VocabularySpec(
        "home_sample_reason",
        "上门采样原因",
        "Reasons for sampling at home",
        {},
        (
            _t("limited_mobility", "行动不便", "Limited mobility"),
            _t("timed_case", "黄码", "Yellow code"),
            _t("sweep_found", "扫楼查出", "Found by the sweep"),
            _t("other", "其他", "Other"),
        ),
    ),
    VocabularySpec(
        "visit_outcome",
        "走访结果",
        "Visit outcomes",
        {
            "final": False,
            "revisit": False,
            "contact": "none",
            "untested": False,
            "needs_confirmation": False,
            "shop": False,
            "household": True,
            "quick": False,
        },
        (
            _t("met_all_ok", "面见，全员已检", "Met, all tested", final=True, contact="met", quick=True),
            _t(
                "met_untested",
                "面见，有人未检",
                "Met, some untested",
                revisit=True,
                contact="met",
                untested=True,
                quick=True,
            ),
            _t("no_answer", "无人应答", "No answer", revisit=True, quick=True),
            _t(
                "phone_verified",
                "电话核实",
                "Verified by phone",
                final=True,
                contact="phone",
                needs_confirmation=True,
                quick=True,
            ),
            _t(
                "away_reported",
                "全户外出已报备",
                "Whole household away, reported",
                final=True,
                contact="away",
            ),
            _t("vacant", "空置房", "Vacant", final=True, contact="vacant"),
            _t("moved", "已搬离", "Moved out", final=True, contact="moved"),
            _t("refused", "拒绝", "Refused", revisit=True, contact="refused"),
            _t("no_access", "门禁无法进入", "No access", revisit=True),
            _t("quarantined", "居家或集中隔离", "In isolation", final=True, contact="quarantined"),
            _t(
                "shop_open_ok",
                "商铺已核实",
                "Shop verified",
                final=True,
                contact="met",
                shop=True,
                household=False,
                quick=True,
            ),
            _t(
                "shop_closed", "商铺关门", "Shop closed", revisit=True, shop=True, household=False, quick=True
            ),
            _t(
                "shop_sealed",
                "关门已贴封条或联系上业主",
                "Shop closed, sealed or owner reached",
                final=True,
                contact="phone",
                shop=True,
                household=False,
            ),
        ),
    ),
    VocabularySpec(
        "deed_category",
        "实事类别",
        "Kinds of deed",
        {"brief_group": "other"},
        (
            _t("medicine", "买药", "Medicine", brief_group="medicine"),
            _t("medical_trip", "就医陪护", "Medical trip", brief_group="medicine"),
            _t("border_handover", "边界交接", "Border hand-over", brief_group="medicine"),
            _t("shopping", "代购", "Shopping", brief_group="delivery"),
            _t("delivery", "送货上门", "Delivery", brief_group="delivery"),
            _t("printing", "打印试卷资料", "Printing", brief_group="printing"),
            _t("utility_top_up", "燃气水电充值", "Gas and power top-up", brief_group="utility_top_up"),
            _t("lost_and_found", "寻找失物", "Lost and found", brief_group="lost_and_found"),
            _t("repair", "维修", "Repair"),
            _t("counsel", "政策解释与心理安抚", "Counsel"),
            _t("vulnerable_care", "特殊群体照料", "Care for the vulnerable"),
            _t("other", "其他", "Other"),
        ),
    ),
    VocabularySpec(
        "deed_group",
        "简报实事分类",
        "Deed groups in the brief",
        {},
        (
            _t("medicine", "买药就医", "Medicine and care"),
            _t("delivery", "代购送货", "Shopping and delivery"),
            _t("printing", "打印试卷资料", "Printing"),
            _t("utility_top_up", "燃气水电充值", "Gas and power top-up"),
            _t("lost_and_found", "寻找失物", "Lost and found"),
            _t("other", "其他", "Other"),
        ),
    ),
    VocabularySpec(
        "urgency",
        "紧急程度",
        "Urgency",
        {},
        (_t("urgent", "急", "Urgent"), _t("normal", "一般", "Normal")),
    ),
    VocabularySpec(
        "request_channel",
        "诉求来源",
        "Where requests come from",
        {},
        (
            _t("post", "岗位", "At a post"),
            _t("phone", "电话", "By phone"),
            _t("door", "入户", "At the door"),
            _t("carer", "包保人", "Carer"),
            _t("public_page", "居民自助", "Public page"),
        ),
    ),
    VocabularySpec(
        "request_step",
        "诉求步骤",
        "Steps of a request",
        {},
        (
            _t("asked", "提出", "Asked"),
            _t("assigned", "派单", "Assigned"),
            _t("accepted", "接单", "Accepted"),
            _t("approved", "批准", "Approved"),
            _t("departed", "出卡口", "Out through the gate"),
            _t("returned", "回卡口", "Back at the gate"),
            _t("sent", "送出", "Sent"),
            _t("handed_over", "交接", "Handed over"),
            _t("received", "收到", "Received"),
            _t("done", "办成", "Done"),
            _t("confirmed", "回访确认", "Confirmed"),
            _t("closed", "办结", "Closed"),
            _t("reopened", "重开", "Reopened"),
            _t("withdrawn", "撤销", "Withdrawn"),
            _t("advanced", "垫付", "Money advanced"),
            _t("repaid", "还款", "Money returned"),
            _t("note", "备注", "Note"),
        ),
    ),
    VocabularySpec(
        "request_way",
        "诉求办理方式",
        "Ways to see to a request",
        {
            "takes_approved": False,
            "takes_departed": False,
            "takes_returned": False,
            "takes_sent": False,
            "takes_handed_over": False,
            "takes_received": False,
            "stays_in_district": False,
        },
        (
            _t(
                "escorted_trip",
                "专车陪同",
                "Escorted trip",
                takes_approved=True,
                takes_departed=True,
                takes_returned=True,
            ),
            _t(
                "border_handover",
                "边界交接",
                "Border hand-over",
                takes_approved=True,
                takes_sent=True,
                takes_handed_over=True,
                takes_received=True,
                stays_in_district=True,
            ),
        ),
    ),
    VocabularySpec(
        "request_fact",
        "诉求步骤要素",
        "What a step of a request records",
        {
            "asked_departed": False,
            "asked_returned": False,
            "asked_sent": False,
            "asked_handed_over": False,
            "asked_advanced": False,
            "asked_repaid": False,
        },
        (
            _t("gate", "卡口", "Gate", asked_departed=True, asked_returned=True),
            _t("vehicle", "车辆", "Vehicle", asked_departed=True, asked_sent=True),
            _t("driver", "驾驶员", "Driver", asked_departed=True),
            _t("pharmacy", "去往药店、医院", "Pharmacy or hospital", asked_departed=True),
            _t("from", "出发卡口", "Sent from", asked_sent=True),
            _t("place", "交接地点", "Place", asked_handed_over=True),
            _t("counterpart", "对接单位", "Counterpart", asked_handed_over=True),
            _t("contact", "对接人", "Contact", asked_handed_over=True),
            _t("amount", "金额（元）", "Amount (yuan)", asked_advanced=True, asked_repaid=True),
            _t("receipt", "票据", "Receipt", asked_advanced=True, asked_repaid=True),
        ),
    ),
    VocabularySpec(
        "vulnerable_category",
        "特殊群体",
        "Vulnerable groups",
        {"contact_interval_days": 1, "timed": False},
        (
            _t("limited_mobility", "行动不便残疾人", "Limited mobility", contact_interval_days=1),
            _t("elder_alone", "独居老人", "Elder living alone", contact_interval_days=1),
            _t("pregnant", "孕产妇", "Pregnant or postpartum", contact_interval_days=1),
            _t("chronic", "慢性病患者", "Chronic illness", contact_interval_days=1),
            _t("dialysis", "透析患者", "Dialysis", contact_interval_days=1),
            _t("yellow_code", "黄码居民", "Yellow code", contact_interval_days=1, timed=True),
            _t("child_in_hardship", "困境儿童", "Child in hardship", contact_interval_days=2),
        ),
    ),
    VocabularySpec(
        "contact_channel",
        "联系方式",
        "Contact channels",
        {},
        (_t("visit", "上门", "Visit"), _t("phone", "电话", "Phone"), _t("message", "微信", "Message")),
    ),
    VocabularySpec(
        "contact_outcome",
        "联系结果",
        "Outcomes of a care contact",
        {"reached": True, "needs_help": False},
        (
            _t("reached", "联系上，平安", "Reached, all well"),
            _t("needs_help", "联系上，需要帮助", "Reached, needs help", needs_help=True),
            _t("no_answer", "没联系上", "No answer", reached=False),
        ),
    ),
    VocabularySpec(
        "pending_reason",
        "待送原因",
        "Why a parcel waits",
        {},
        (
            _t("address_unclear", "地址不清", "Address unclear"),
            _t("nobody_home", "家中无人", "Nobody home"),
            _t("damaged", "破损", "Damaged"),
            _t("refused", "拒收", "Refused"),
            _t("waiting", "待转运", "Waiting"),
        ),
    ),
    VocabularySpec(
        "stock_item",
        "防护物资",
        "Own supplies of the team",
        {"low_at": 0},
        (
            _t("mask", "口罩", "Masks", low_at=20),
            _t("gown", "防护服", "Protective suits", low_at=4),
            _t("disinfectant", "消毒液", "Disinfectant", low_at=1),
            _t("thermometer", "测温枪", "Thermometers"),
            _t("radio", "对讲机", "Radios", low_at=1),
            _t("loudhailer", "喇叭", "Loudhailers"),
            _t("tent", "帐篷", "Tents"),
        ),
    ),
    VocabularySpec(
        "leave_reason",
        "请假原因",
        "Reasons for leave",
        {},
        (
            _t("illness", "生病", "Illness"),
            _t("family", "家事", "Family"),
            _t("recalled", "单位召回", "Recalled by the unit"),
            _t("quarantine", "隔离", "Quarantine"),
            _t("other", "其他", "Other"),
        ),
    ),
)
BY_NAME: dict[str, VocabularySpec] = {v.name: v for v in VOCABULARIES}
