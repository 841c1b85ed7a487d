"""The texts that a community edits: what a new one starts with, where each is used, and how. `{community}` and
`{subdistrict}` are filled in once, when the community is made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TextGroup(StrEnum):
    """Where a text is used: the headings of the settings page."""

    POSTS = "posts"
    LETTER = "letter"
    BRIEF = "brief"
    WORDS = "words"
    CARE = "care"


@dataclass(frozen=True)
class TextSpec:
    """`lines`: each line is an item of a list. `meaning`: what the text is, for the settings page."""

    name: str
    group: TextGroup
    meaning: str
    zh: str
    en: str
    lines: bool = False


SPECS: tuple[TextSpec, ...] = (
    TextSpec(
        "announcement",
        TextGroup.POSTS,
        "Read out by loudhailer at sampling sites",
        "请大家戴好口罩，有序排队，间隔一米，提前打开健康码。",
        "Please wear your mask, queue in order, keep one metre apart and have your health code ready.",
    ),
    TextSpec(
        "poster_steps",
        TextGroup.POSTS,
        "Steps on the poster of a post",
        "到岗扫码签到\n按岗位职责值守，事事有记录\n接岗人到岗并签字后再离岗",
        "Scan to check in on arrival\nKeep your post and note what happens\nLeave only after your relief has arrived and signed",
        lines=True,
    ),
    TextSpec(
        "poster_rules",
        TextGroup.POSTS,
        "Standing rules on the poster of a post",
        "佩戴口罩\n有序排队\n间隔一米\n提前亮码",
        "Wear a mask\nQueue in order\nOne metre apart\nCode ready",
        lines=True,
    ),
    TextSpec(
        "duty_rules",
        TextGroup.POSTS,
        "Standing rules of duty, on the roster and the handover record",
        "提前10分钟到岗，由带班人员点名\n接岗人未到、未签字，不得离岗\n不得代签；如需替班，须经组长同意\n未尽事项书面交接",
        "Be there 10 minutes early for roll call\nDo not leave before your relief has arrived and signed\nNobody signs for another; a substitute needs the group leader's consent\nHand over open matters in writing",
        lines=True,
    ),
    TextSpec(
        "volunteer_rules",
        TextGroup.POSTS,
        "What volunteers confirm when they offer themselves by the poster; while empty the page stays shut",
        "服从带班人员安排，未接班不离岗\n佩戴口罩，做好个人防护\n不打听、不外传居民信息\n姓名和电话只用于安排志愿服务",
        "Follow the duty officer and leave only when relieved\nWear a mask and protect yourself\nDo not ask about residents or pass on what you learn\nYour name and phone are used only to plan this work",
        lines=True,
    ),
    TextSpec(
        "slogan",
        TextGroup.POSTS,
        "One line at the foot of posters; may stay empty",
        "民有所呼，我有所应",
        "",
    ),
    TextSpec(
        "duty_phone",
        TextGroup.POSTS,
        "Telephone of the duty officer in charge, large on every poster; empty: the number for residents",
        "",
        "",
    ),
    TextSpec(
        "letter_title",
        TextGroup.LETTER,
        "Heading of the commitment letter",
        "核酸检测承诺书",
        "Testing commitment letter",
    ),
    TextSpec(
        "letter_opening",
        TextGroup.LETTER,
        "First sentence of the commitment letter",
        "{community}：为配合疫情防控工作，本户郑重承诺：",
        "To {community}: to help contain the epidemic, our household promises:",
    ),
    TextSpec(
        "letter_promises",
        TextGroup.LETTER,
        "What the household promises, one promise a line",
        "全体家庭成员按时参加每一轮核酸检测，不漏检一人\n家庭成员外出未归、发热、健康码异常或有旅居史的，立即报告社区\n外出佩戴口罩，保持一米间隔，不聚集、不串门\n如实提供信息，不隐瞒、不谎报\n违反承诺的，依法承担相应责任",
        "All of us attend every testing round on time; nobody is left out\nWe tell the community at once about absence, fever, a health code that changed, or travel\nWe wear masks, keep one metre apart and do not gather\nWhat we say is true and complete\nWe answer for a broken promise under the law",
        lines=True,
    ),
    TextSpec(
        "brief_masthead",
        TextGroup.BRIEF,
        "Name of the bulletin, in red",
        "工作简报",
        "Work Bulletin",
    ),
    TextSpec(
        "brief_title",
        TextGroup.BRIEF,
        "Title of the daily brief",
        "{community}下沉工作日报",
        "Daily brief of the deployed team in {community}",
    ),
    TextSpec(
        "brief_compiled_by",
        TextGroup.BRIEF,
        "Who compiles the brief (编印单位)",
        "{subdistrict}{community}下沉工作队",
        "Deployed work team of {community}, {subdistrict}",
    ),
    TextSpec(
        "brief_addressee",
        TextGroup.BRIEF,
        "Whom the brief addresses",
        "社区党委",
        "Community party committee",
    ),
    TextSpec(
        "brief_secrecy",
        TextGroup.BRIEF,
        "Note at the top left of the brief; may stay empty",
        "",
        "",
    ),
    TextSpec(
        "brief_to_superiors",
        TextGroup.BRIEF,
        "Submitted to superiors (报), one a line",
        "{subdistrict}党工委",
        "Party working committee of {subdistrict}",
        lines=True,
    ),
    TextSpec(
        "brief_to_peers",
        TextGroup.BRIEF,
        "Sent to peers (送), one a line",
        "各派出单位",
        "Sending organisations",
        lines=True,
    ),
    TextSpec(
        "brief_to_subordinates",
        TextGroup.BRIEF,
        "Issued to (发), one a line",
        "各组\n各卡口",
        "Groups\nCheckpoints",
        lines=True,
    ),
    TextSpec(
        "brief_sections",
        TextGroup.BRIEF,
        "Sections of the brief in their order, one a line: duty, testing, sweeps, deeds, care, problems or plan, and the "
        "heading; empty: as usual for the kind of campaign",
        "",
        "",
        lines=True,
    ),
    TextSpec(
        "brief_phrases_problems",
        TextGroup.BRIEF,
        "Phrases at hand for the problems of a brief, one a line",
        "个别居民防护意识不强，仍有聚集现象。\n部分小区封闭围挡有缺口，需尽快修复。\n夜间值守人员连续作战，需安排轮休。\n防护物资储备不足，需及时补充。",
        "Some residents are careless and still gather.\nThe fence of some compounds has gaps and needs repair soon.\nNight watches have worked for days and need rest.\nProtective supplies run low and need filling up.",
        lines=True,
    ),
    TextSpec(
        "brief_phrases_plan",
        TextGroup.BRIEF,
        "Phrases at hand for tomorrow's plan, one a line",
        "继续做好卡口值守，严格落实登记制度。\n及时回应居民诉求，做到件件有着落。\n加强与派出单位沟通，统筹安排人员轮休。\n做好防护物资清点和补充。",
        "Checkpoints stay guarded and every entry is noted.\nRequests of residents are answered, each to its end.\nRest days are arranged with the sending organisations.\nProtective supplies are counted and filled up.",
        lines=True,
    ),
    TextSpec(
        "word_measure",
        TextGroup.WORDS,
        "What a round does",
        "核酸检测",
        "testing",
    ),
    TextSpec(
        "word_full_measure",
        TextGroup.WORDS,
        "A round for everybody",
        "全员检测",
        "full testing round",
    ),
    TextSpec(
        "word_letter",
        TextGroup.WORDS,
        "What households sign",
        "核酸检测承诺书",
        "testing commitment letters",
    ),
    TextSpec(
        "word_site",
        TextGroup.WORDS,
        "Where a round takes place",
        "采样点",
        "site",
    ),
    TextSpec(
        "word_gate",
        TextGroup.WORDS,
        "A guarded way in",
        "卡口",
        "checkpoint",
    ),
    TextSpec(
        "word_leadership",
        TextGroup.WORDS,
        "Who leads, as the brief's first sentence says it; may stay empty",
        "在街道和社区党委领导下",
        "under the subdistrict and the community party committee",
    ),
    TextSpec(
        "request_consent",
        TextGroup.CARE,
        "What residents agree to when they ask online; while empty the page stays shut",
        "我同意社区为办理这项诉求使用我填写的称呼、电话和住址。只有承办人和负责人能看到，不公开，行动结束后按期删除。",
        "I agree that the community uses the name, phone and address that I give to see to this request. Only the helper "
        "and the leaders see them; they are not published and are erased after the campaign.",
    ),
    TextSpec(
        "door_questions",
        TextGroup.LETTER,
        "Further questions that sweepers ask at each door, one a line; the answers stand in the note of the visit",
        "",
        "",
        lines=True,
    ),
    TextSpec(
        "door_help_wish",
        TextGroup.CARE,
        "The wish of a household that asked a sweeper for help without saying what for",
        "入户时表示需要帮助，请联系了解。",
        "Asked for help at the door: please get in touch.",
    ),
    TextSpec(
        "movement_rule",
        TextGroup.CARE,
        "Shown with requests that cross the district border",
        "非必要不跨区流动；药品等急需物资由工作队送至边界卡口交接。",
        "No movement across districts without need; the team brings urgent goods to the border checkpoint.",
    ),
    TextSpec(
        "reassurance",
        TextGroup.CARE,
        "On the card for residents who are sampled at home",
        "请您安心居家，医务人员会按时上门。有困难随时联系包保人员。",
        "Please stay at home and do not worry: medical staff come to you on time. Call your carer whenever you need help.",
    ),
    TextSpec(
        "hotline",
        TextGroup.CARE,
        "Telephone number that residents may call; may stay empty",
        "",
        "",
    ),
)
BY_NAME: dict[str, TextSpec] = {spec.name: spec for spec in SPECS}


def first_wording(spec: TextSpec, *, community: str, community_en: str, subdistrict: str) -> tuple[str, str]:
    """The Chinese and the English wording that a new community starts with."""
    zh = spec.zh.replace("{community}", community).replace("{subdistrict}", subdistrict)
    english = community_en or community
    return zh, spec.en.replace("{community}", english).replace("{subdistrict}", subdistrict or english)
