"""The fixed choices: values that the program itself knows, with the words that workbooks use for them."""

from __future__ import annotations

from teamhub.domain.access import Role
from teamhub.domain.workbook.spec import Choice

_ROLES = {
    Role.SUBDISTRICT: ("街道", "Subdistrict"),
    Role.PARTY_SECRETARY: ("社区党委书记", "Community party secretary"),
    Role.TEAM_LEADER: ("队长", "Team leader"),
    Role.GROUP_LEADER: ("组长", "Group leader"),
    Role.MEMBER: ("队员", "Member"),
    Role.COMMUNITY_WORKER: ("社区工作者", "Community worker"),
    Role.MEDIC: ("医务人员", "Medic"),
    Role.SWEEPER: ("扫楼队员", "Sweeper"),
    Role.COMMITTEE_READER: ("党委查看", "Committee reader"),
    Role.INSPECTOR: ("督查员", "Inspector"),
    Role.SYSTEM_ADMIN: ("系统管理员", "System administrator"),
}
ROLES = tuple(Choice(role.value, zh, en) for role, (zh, en) in _ROLES.items())

UNIT_KINDS = (
    Choice("household", "住户", "Household"),
    Choice("shop", "商铺", "Shop"),
    Choice("other", "其他", "Other"),
)
EVIDENCE = (
    Choice("rotating", "动态码", "Rotating code"),
    Choice("static", "岗位码", "Poster code"),
    Choice("roll_call", "点名", "Roll call"),
    Choice("paper", "纸质补录", "Paper"),
    Choice("proxy", "代签", "Proxy"),
    Choice("tap", "手机签到", "Tap"),
)
STANDINGS = (
    Choice("early", "提前", "Early"),
    Choice("on_time", "准时", "On time"),
    Choice("late", "迟到", "Late"),
    Choice("absent", "缺勤", "Absent"),
)
ANSWERS = (Choice("coming", "能到", "Coming"), Choice("cannot", "不能到", "Cannot come"))
SAMPLING_MODES = (Choice("pooled", "混采", "Pooled"), Choice("single", "单采", "Single"))
ROUND_RESULTS = (
    Choice("pending", "待出", "Pending"),
    Choice("all_negative", "全部阴性", "All negative"),
    Choice("alert", "有异常", "Alert"),
)
SAMPLE_RESULTS = (
    Choice("negative", "阴性", "Negative"),
    Choice("positive", "阳性", "Positive"),
)
SWEEP_COVERS = (
    Choice("all", "全部门户", "Every door"),
    Choice("in_use", "住户和商铺，不含空置房", "Homes and shops, no vacant flats"),
    Choice("households", "仅在住户", "Inhabited homes only"),
)
REQUEST_STATES = (
    Choice("open", "待派单", "Open"),
    Choice("assigned", "已派单", "Assigned"),
    Choice("in_progress", "办理中", "In progress"),
    Choice("done", "已办成", "Done"),
    Choice("confirmed", "已回访", "Confirmed"),
    Choice("closed", "已办结", "Closed"),
    Choice("withdrawn", "已撤销", "Withdrawn"),
)
LEGAL_BASES = (
    Choice("consent", "个人同意", "Consent"),
    Choice("statutory_duty", "法定职责", "Statutory duty"),
    Choice("health_emergency", "突发公共卫生事件", "Public health emergency"),
    Choice("life_and_property", "紧急情况下保护生命财产", "Protection of life and property"),
    Choice("other", "法律规定的其他情形", "Another basis by law"),
)
CONSENT_METHODS = (
    Choice("signed", "书面签字", "Signed"),
    Choice("spoken", "口头同意", "Spoken"),
    Choice("online", "网上同意", "Online"),
    Choice("guardian_signed", "监护人签字", "Signed by the guardian"),
)
CONSENT_GIVERS = (
    Choice("resident", "本人", "Resident"),
    Choice("guardian", "监护人", "Guardian"),
    Choice("household", "户主", "Household"),
)
