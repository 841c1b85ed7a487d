"""The fourth of April 2022 of Balicha as frozen figures, and the words that go with it. Test data: the product
computes these from records."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from teamhub.domain.briefs import BriefTexts
from teamhub.domain.figures import (
    CadreFigures,
    CareFigures,
    CareRow,
    CommunityFacts,
    DayFigures,
    DeedCase,
    DeedFigures,
    DeedRow,
    DutyFigures,
    GateRow,
    GuidelineFigures,
    HomeSampleRow,
    Label,
    OrganizationRow,
    PlanFigures,
    PlannedSweep,
    PostRow,
    RoundFigures,
    Seats,
    SessionSlot,
    Share,
    ShiftFigures,
    SiteRow,
    SupplyFigures,
    SweepFigures,
    SweepRow,
    TestingFigures,
    TimedCaseFigures,
    TimedCaseStep,
    Totals,
    UntestedRow,
)

BEIJING = timezone(timedelta(hours=8))
DAY = date(2022, 4, 4)


def at(hour: int, minute: int = 0, day: int = 4) -> datetime:
    return datetime(2022, 4, day, hour, minute, tzinfo=BEIJING)


COMMUNITY = CommunityFacts(
    slug="balicha",
    name=Label("八里岔社区", "Balicha Community"),
    subdistrict=Label("北郊街道", "Beijiao Subdistrict"),
    campaign=Label("疫情防控", "epidemic control"),
    campaign_kind="epidemic",
    campaign_starts_on=date(2022, 4, 1),
    is_example=True,
)

COMPOUND_CHECKPOINTS = (
    "明珠华府 金域华府 能源小区 老电厂小区 通达住宅楼 棉花小区 汉孟家园 东风苑 梧桐雅居 惠民小区 阳光花园 粮机厂家属院"
).split()

SHIFTS = (
    ShiftFigures("day", Label("白班", "Day shift"), at(8), at(20), 30, 30, late=1),
    ShiftFigures("night", Label("夜班", "Night shift"), at(20), at(8, day=5), 30, 30),
)


def april_duty() -> DutyFigures:
    gate, checkpoint = Label("对外卡口", "Gate"), Label("小区卡口", "Compound checkpoint")
    three, two = (Seats(3, 3), Seats(3, 3)), (Seats(2, 2), Seats(2, 2))
    rows = [
        PostRow("G1", Label("汉孟路南端", "Hanmeng Road south"), "gate", gate, True, three, 96, 214),
        PostRow("G2", Label("书奇医院", "Shuqi Hospital"), "gate", gate, True, three, 71, 168, pending=3),
    ]
    for place, name in enumerate(COMPOUND_CHECKPOINTS, 1):
        late = 1 if place == 4 else 0
        rows.append(
            PostRow(f"K{place:02}", Label(name), "compound_checkpoint", checkpoint, False, two, late=late)
        )
    return DutyFigures(
        posts=14,
        open_gates=2,
        shifts=SHIFTS,
        expected=60,
        present=60,
        late=1,
        substitutions=1,
        spot_checks=3,
        spot_expected=8,
        spot_present=8,
        rows=tuple(rows),
        by_member_type=(
            Share("cadre", Label("下沉干部", "deployed cadres"), 11),
            Share("community_worker", Label("社区工作者", "community workers"), 10),
            Share("property_staff", Label("物业", "property staff"), 26),
            Share("volunteer", Label("志愿者", "volunteers"), 13),
        ),
        cadres=CadreFigures(21, 21, 11, 10),
        organizations=(
            OrganizationRow(Label("市委组织部", "City Organization Department"), 9, 9),
            OrganizationRow(Label("市委编办", "City Staffing Office"), 5, 5),
            OrganizationRow(Label("市委党校", "City Party School"), 7, 7),
        ),
    )


# code, name, compounds, team, parts of the day, eligible, tested, home, pooled, tubes, mean wait, longest wait
SITES = (
    ("P1", "明珠华府", "明珠华府", "T1", "am", 729, 716, 4, 712, 73, 14, 22),
    ("P2", "金域华府", "金域华府", "T2", "am pm", 832, 818, 4, 814, 83, 9, 17),
    ("P3", "能源小区", "能源小区 惠民小区", "T3", "am", 617, 606, 3, 603, 62, 12, 21),
    ("P4", "老电厂小区", "老电厂小区 粮机厂家属院", "T4", "am", 580, 570, 3, 567, 58, 16, 26),
    (
        "P5",
        "通达住宅楼",
        "通达住宅楼 交运住宅楼 纺织品公司宿舍 杏林公寓",
        "T3",
        "pm",
        443,
        435,
        2,
        433,
        45,
        11,
        19,
    ),
    ("P6", "棉花小区", "棉花小区 供销社宿舍 清河苑", "T5", "am", 555, 545, 3, 542, 56, 13, 23),
    ("P7", "汉孟家园", "汉孟家园", "T1", "pm", 463, 455, 3, 452, 47, 8, 15),
    ("P8", "梧桐雅居", "东风苑 梧桐雅居", "T4", "pm", 677, 666, 4, 662, 68, 18, 28),
    ("P9", "阳光花园", "阳光花园", "T5", "pm", 290, 285, 2, 283, 30, 7, 12),
)


def april_sites() -> tuple[SiteRow, ...]:
    half_days = {"am": (at(8), at(12)), "pm": (at(14), at(18))}
    return tuple(
        SiteRow(
            code,
            Label(name),
            tuple(compounds.split()),
            tuple(SessionSlot(team, *half_days[part]) for part in parts.split()),
            eligible,
            tested,
            home,
            pooled,
            tubes,
            mean,
            longest,
        )
        for code, name, compounds, team, parts, eligible, tested, home, pooled, tubes, mean, longest in SITES
    )


def april_round() -> RoundFigures:
    return RoundFigures(
        number=3,
        day=DAY,
        mode=Label("混采", "pooled"),
        template="1+2+4",
        team_size=7,
        teams=5,
        sessions=10,
        on_duty=35,
        pool_size=10,
        eligible=5186,
        tested=5096,
        tested_that_day=5096,
        pooled=5068,
        tubes=522,
        home=28,
        longest_wait=28,
        sites=april_sites(),
        untested=(
            UntestedRow("temporarily_away", Label("外出未归", "away"), 31),
            UntestedRow(
                "tested_elsewhere", Label("已在他处检测", "tested elsewhere"), 22, counts_as_tested=True
            ),
            UntestedRow("infant", Label("婴幼儿及接种未满48小时", "infants or vaccinated within 48 h"), 14),
            UntestedRow("medical_exempt", Label("医学原因", "medical reasons"), 12),
            UntestedRow("quarantined", Label("集中隔离另行单采", "sampled in quarantine"), 7),
            UntestedRow("other", Label("其他", "other"), 4, makeup_on=date(2022, 4, 6)),
        ),
        home_by_reason=(
            HomeSampleRow("limited_mobility", Label("行动不便", "limited mobility"), 4),
            HomeSampleRow("timed_case", Label("黄码", "yellow code"), 12),
            HomeSampleRow("sweep_found", Label("扫楼查出", "found by the sweep"), 9),
            HomeSampleRow("other", Label("其他", "other"), 3),
        ),
        by_member_type=(
            Share("medic", Label("医务人员", "medics"), 5),
            Share("cadre", Label("下沉干部", "deployed cadres"), 10),
            Share("community_worker", Label("社区工作者", "community workers"), 20),
        ),
    )


# name, people, due, met, by phone, no answer, settled by revisit, untested found, tested since
COMPOUNDS = (
    ("明珠华府", 4, 312, 296, 10, 6, 6, 1, 1),
    ("金域华府", 4, 356, 337, 12, 7, 7, 3, 3),
    ("能源小区", 4, 168, 160, 5, 3, 3, 0, 0),
    ("老电厂小区", 4, 184, 174, 6, 4, 4, 2, 2),
    ("通达住宅楼", 3, 72, 69, 2, 1, 1, 0, 0),
    ("棉花小区", 3, 146, 138, 5, 3, 3, 2, 2),
    ("汉孟家园", 4, 198, 188, 6, 4, 4, 0, 0),
    ("东风苑", 3, 132, 125, 4, 3, 3, 1, 1),
    ("梧桐雅居", 4, 158, 150, 5, 3, 3, 0, 0),
    ("惠民小区", 3, 96, 91, 3, 2, 2, 0, 0),
    ("阳光花园", 3, 124, 118, 4, 2, 2, 0, 0),
    ("交运住宅楼", 3, 54, 51, 2, 1, 1, 0, 0),
    ("粮机厂家属院", 3, 64, 61, 2, 1, 1, 0, 0),
    ("供销社宿舍", 3, 42, 40, 1, 1, 1, 0, 0),
    ("纺织品公司宿舍", 3, 38, 36, 1, 1, 1, 0, 0),
    ("清河苑", 3, 49, 46, 2, 1, 1, 0, 0),
    ("杏林公寓", 3, 26, 24, 1, 1, 1, 0, 0),
)


def april_sweep() -> SweepFigures:
    rows = tuple(
        SweepRow(
            code=f"C{place:02}",
            name=Label(name),
            people=people,
            due=due,
            first_met=met,
            first_phone=phone,
            first_no_answer=no_answer,
            revisited=revisited,
            untested_found=found,
            made_up=made_up,
            cleared=True,
        )
        for place, (name, people, due, met, phone, no_answer, revisited, found, made_up) in enumerate(
            COMPOUNDS, 1
        )
    )
    return SweepFigures(
        number=2,
        purpose=Label("核对未检人员", "looking for untested people"),
        teams=17,
        people=57,
        rows=rows,
        letters=2219,
        letters_day=0,
        letters_due=2219,
    )


DEED_GROUPS = (
    ("medicine", "买药就医", "Medicine and care", 5, 14),
    ("delivery", "代购送货", "Shopping and delivery", 7, 24),
    ("printing", "打印试卷资料", "Printing", 4, 12),
    ("utility_top_up", "燃气水电充值", "Gas and power top-up", 3, 9),
    ("lost_and_found", "寻找失物", "Lost and found", 1, 5),
    ("other", "其他", "Other", 2, 6),
)
CASE = "棉花小区孔大妈的女儿在外地急需用药，工作队安排专人把药送到边界卡口，与当地对接交接，当日办结。"

CARE_GROUPS = (
    ("limited_mobility", "行动不便残疾人", "Limited mobility", 4, 2),
    ("elder_alone", "独居老人", "Elders living alone", 9, 3),
    ("pregnant", "孕产妇", "Pregnant or postpartum", 3, 1),
    ("chronic", "慢性病患者", "Chronic illness", 14, 5),
    ("yellow_code", "黄码居民", "Yellow code", 12, 0),
)


def april_care() -> CareFigures:
    rows = tuple(
        CareRow(code, Label(zh, en), registered, registered, registered, requests, requests)
        for code, zh, en, registered, requests in CARE_GROUPS
    )
    timed = TimedCaseFigures(
        code="yellow_code",
        label=Label("黄码居民", "Yellow-code residents"),
        active=12,
        isolated=12,
        tests_required=2,
        days=3,
        steps=(TimedCaseStep(2, 6), TimedCaseStep(1, 6)),
        started_today=6,
    )
    return CareFigures(rows, (timed,))


def april_fourth() -> DayFigures:
    held = april_round()
    return DayFigures(
        community=COMMUNITY,
        day=DAY,
        as_of=at(22),
        totals=Totals(
            compounds=17,
            households=2219,
            organizations=3,
            cadres=21,
            sweepers=57,
            sweep_teams=17,
            posts=14,
            open_gates=2,
            rounds=3,
            person_tests=15055,
            sweeps=2,
            letters=2219,
            deeds=70,
            pieces=1104,
            longest_wait_minutes=28,
        ),
        duty=april_duty(),
        testing=TestingFigures(
            rounds=(held,),
            rounds_so_far=3,
            person_tests_day=5096,
            person_tests_total=15055,
            longest_wait_minutes=28,
            guideline=GuidelineFigures(360, 15, 5),
        ),
        sweeps=(april_sweep(),),
        deeds=DeedFigures(
            day=22,
            total=70,
            rows=tuple(DeedRow(code, Label(zh, en), day, total) for code, zh, en, day, total in DEED_GROUPS),
            cases=(DeedCase("D0061", "border_handover", "棉花小区", at(16, 20), CASE),),
        ),
        care=april_care(),
        supplies=SupplyFigures(
            rows=(
                GateRow("G1", Label("汉孟路南端", "Hanmeng Road south"), 214, 214, 0),
                GateRow(
                    "G2",
                    Label("书奇医院", "Shuqi Hospital"),
                    168,
                    165,
                    3,
                    (Share("address_unclear", Label("地址不清", "Address unclear"), 3),),
                ),
            ),
            runs=31,
            oldest_pending_minutes=95,
        ),
        plan=PlanFigures(
            day=date(2022, 4, 5),
            holiday=Label("清明节", "Qingming Festival"),
            sweeps=(PlannedSweep(3, Label("重点核对外出返回人员", "with a view to people who came back")),),
        ),
        organizations=(Label("市委组织部"), Label("市委编办"), Label("市委党校")),
    )


def april_texts() -> BriefTexts:
    return BriefTexts(
        number=4,
        issued_on=DAY,
        reviewed_by="郑丽",
        approved_by="周建明",
        to_superiors=(
            Label("市委组织部", "City Organization Department"),
            Label("北郊街道党工委", "Beijiao Subdistrict Party Committee"),
        ),
        to_peers=(Label("市委编办", "City Staffing Office"), Label("市委党校", "City Party School")),
        to_subordinates=(Label("各组", "all groups"), Label("各卡口", "all checkpoints")),
        copies=12,
        problems=(
            "梧桐雅居采样点最长排队28分钟，接近30分钟上限。",
            "书奇医院卡口有3件物资因地址不清待送。",
            "上门单采路线分散，医务人员往返时间长。",
        ),
        plan=(
            "4月5日（清明节）不开展全员检测，开展第三次扫楼，重点核对外出返回人员。",
            "下一轮检测起，梧桐雅居分上、下午两个场次。",
            "上门采样按“小区—楼栋—单元”排线，专人引导。",
            "夜班重点关注包保对象用药。",
        ),
    )
