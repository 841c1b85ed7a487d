"""Sheets about people: organisations, the roster, residents on record."""

from __future__ import annotations

from teamhub.domain.workbook.choices import ROLES
from teamhub.domain.workbook.recurring import compound, door, own_code, position
from teamhub.domain.workbook.spec import (
    CODE,
    PROSE,
    ColumnSpec,
    Kind,
    SheetSpec,
    code,
    day,
    listed,
    moment,
    must,
    name,
    ref,
    switch,
    text,
)

ORGANIZATIONS = SheetSpec(
    "organizations",
    "单位",
    "Organisations",
    "派出单位、医院、物业公司等",
    "Sending organisations, hospitals, property companies",
    ("name",),
    (
        must(
            name(
                "name",
                "单位名称",
                "Name",
                "单位全称",
                "Name of the organisation",
                "市委组织部",
                also=("单位", "派出单位", "名称"),
            )
        ),
        text(
            "name_en",
            "英文名称",
            "English name",
            "英文界面上的名称",
            "Name on English pages",
            "Organisation Department",
        ),
        switch("sends_cadres", "派出干部", "Sends cadres", "是否派出下沉干部", "Does it send cadres", "是"),
        position(),
    ),
    also=("派出单位",),
)

PEOPLE = SheetSpec(
    "people",
    "人员",
    "People",
    "所有参与的人：干部、社区工作者、医务人员、扫楼队员等",
    "Everybody who takes part: cadres, community workers, medics, sweepers",
    ("code",),
    (
        own_code("人员", "person", "P002", required=False),
        must(
            name(
                "name",
                "姓名",
                "Name",
                "姓名",
                "Name",
                "李文涛",
                also=("名字", "人员姓名", "队员", "队员姓名"),
            )
        ),
        text(
            "pinyin",
            "拼音",
            "Pinyin",
            "留空时自动生成；多音字可在此改正",
            "Made by itself when empty; put right misread names here",
            "liwentao",
        ),
        ColumnSpec(
            "phone",
            "手机号",
            "Phone",
            Kind.PHONE,
            "手机号或电话",
            "Telephone number",
            "13800000002",
            also=("电话", "联系电话", "手机", "手机号码", "联系方式"),
            longest=20,
        ),
        must(
            code(
                "member_type",
                "人员类别",
                "Member type",
                "member_type",
                "下沉干部、社区工作者、医务人员等",
                "Deployed cadre, community worker, medic ...",
                "下沉干部",
                also=("类别", "身份"),
            )
        ),
        ref(
            "organization",
            "单位",
            "Organisation",
            "organizations",
            "派出单位的名称",
            "Name of the home organisation",
            "市委组织部",
            also=("派出单位", "工作单位", "所在单位"),
        ),
        name(
            "work_group",
            "组别",
            "Group",
            "所在小组",
            "Group within the team",
            "第一组",
            also=("小组", "工作组"),
        ),
        text("position", "职务", "Position", "职务或分工", "Position or duty", "队员"),
        day(
            "deployed_from", "下沉开始", "Deployed from", "从哪天起参加", "First day of service", "2022-04-01"
        ),
        day(
            "deployed_to",
            "下沉结束",
            "Deployed to",
            "最后一天；未结束留空",
            "Last day; empty while it lasts",
            "",
        ),
        switch("active", "在岗", "Active", "“否”则不再计入和排班", "No: no longer counted or assigned", "是"),
        listed(
            "roles",
            "系统角色",
            "Roles",
            "可登录者的角色，多个以分号隔开；留空则无账号",
            "Roles of somebody who signs in, separated by semicolons; empty: no account",
            "队员",
            choices=ROLES,
            also=("角色",),
            stored=False,
        ),
    ),
    otherwise=("name", "phone"),
    code_pattern="P{:03d}",
    also=("花名册", "人员名单", "队员名单"),
)

RESIDENTS = SheetSpec(
    "residents",
    "居民",
    "Residents",
    "需要帮助或上门检测的居民；敏感信息，只登记必要的人",
    "Residents who are helped or tested at home; sensitive: only those who must be on record",
    ("code",),
    (
        own_code("居民", "resident", "R001"),
        compound(),
        door(required=False),
        must(name("name", "姓名", "Name", "居民姓名", "Name of the resident", "刘某", also=("居民姓名",))),
        text(
            "form_of_address",
            "称谓",
            "Form of address",
            "对外使用的称谓，如刘师傅",
            "What may be published, such as Liu shifu",
            "刘师傅",
            longest=CODE,
        ),
        ColumnSpec(
            "phone",
            "手机号",
            "Phone",
            Kind.PHONE,
            "手机号或电话",
            "Telephone number",
            "13900000001",
            also=("电话", "联系电话"),
            longest=20,
        ),
        text("note", "备注", "Note", "必要的说明", "What has to be known", "", longest=PROSE),
        moment(
            "erased_at",
            "清除时间",
            "Erased at",
            "个人信息已清除的时间",
            "When the personal data was erased",
            "",
        ),
    ),
)
