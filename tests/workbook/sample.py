"""A small campaign with something on every sheet, as an office would write it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from teamhub.documents.workbook import write_book
from teamhub.domain.workbook import BY_KEY, SHEETS

Sheets = dict[str, list[dict[str, Any]]]


def sample() -> Sheets:
    """Fresh rows, to be changed freely."""
    return {
        "community": [
            {
                "slug": "xinyuan",
                "name": "新苑社区",
                "name_en": "Xinyuan Community",
                "subdistrict": "城东街道",
                "subdistrict_en": "Chengdong",
                "zone": "Asia/Shanghai",
                "is_example": "否",
            }
        ],
        "campaign": [
            {
                "code": "2022-04",
                "kind": "疫情防控",
                "name": "四月疫情防控",
                "starts_on": "2022-04-01",
                "ends_on": "2022-04-06",
            }
        ],
        "processing_bases": [
            {
                "recorded_at": "2022-04-01 08:00",
                "basis": "突发公共卫生事件",
                "document": "区指挥部第1号通告",
                "purpose": "上门采样和包保",
                "retention_days": 30,
                "consent_needed": "否",
                "notice_version": "2022-04-01",
                "recorded_by": "郑书记",
            }
        ],
        "terms": [
            {
                "vocabulary": "deed_category",
                "code": "haircut",
                "label_zh": "理发",
                "label_en": "Haircut",
                "flags": "brief_group=other",
                "position": 40,
                "active": "是",
            }
        ],
        "settings": [{"name": "grace_minutes", "value": "7"}, {"name": "letters_required", "value": "是"}],
        "texts": [{"name": "slogan", "body_zh": "=守望相助", "body_en": "+Together"}],
        "shift_patterns": [
            {
                "pattern": "三班",
                "starts_on": "2022-04-01",
                "kind": "白班",
                "starts_minute": "08:00",
                "length_minutes": 720,
            },
            {
                "pattern": "三班",
                "starts_on": "2022-04-01",
                "kind": "夜班",
                "starts_minute": "20:00",
                "length_minutes": 720,
            },
        ],
        "staffing_templates": [
            {"template": "1+1", "member_type": "医务人员", "task": "采样", "count": 1, "position": 0},
            {"template": "1+1", "member_type": "下沉干部", "task": "信息录入", "count": 1, "position": 1},
        ],
        "rule_sets": [{"name": "七天三检", "days": 7, "tests": 3, "min_interval_hours": 24, "mode": "单采"}],
        "organizations": [
            {"name": "区档案局", "name_en": "Archives", "sends_cadres": "是", "position": 1},
            {"name": "区医院", "sends_cadres": "否", "position": 2},
        ],
        "people": [
            _person("P001", "单雪梅", "13800000001", "下沉干部", "区档案局", roles="队长"),
            _person("P002", "王小虎", "13800000002", "下沉干部", "区档案局", roles="队员；扫楼队员"),
            _person("P003", "陈护士", "13800000003", "医务人员", "区医院", roles=None),
            _person("P004", "孙大爷", "", "楼栋长", None, roles=None),
            _person("P005", "李春", "13800000005", "下沉干部", "区档案局", roles=None),
        ],
        "compounds": [
            {
                "code": "C01",
                "name": "明珠华府",
                "aliases": "名珠华府；明珠花园",
                "household_count": 4,
                "registered_count": 10,
                "eligible_count": 9,
                "position": 1,
                "note": "老旧小区",
            },
            {
                "code": "C02",
                "name": "金域华府",
                "household_count": 2,
                "registered_count": 5,
                "eligible_count": 5,
                "position": 2,
            },
        ],
        "doors": [
            *[_flat("明珠华府", "1", "1", f"{floor}0{n}") for floor in (1, 2) for n in (1, 2)],
            _flat("明珠华府", "1", "1", "301") | {"occupied": "否", "resident_count": 0},
            {"compound": "C01", "building": "1", "label": "好邻居超市", "kind": "商铺", "floor": 1},
            *[_flat("金域华府", "2", "", f"10{n}") for n in (1, 2)],
        ],
        "posts": [
            {
                "code": "G1",
                "name": "南门卡口",
                "kind": "对外卡口",
                "seats": 2,
                "opened_on": "2022-04-01",
                "position": 1,
            },
            {
                "code": "K01",
                "name": "明珠卡口",
                "kind": "小区卡口",
                "compound": "名珠华府",
                "seats": 1,
                "opened_on": "2022-04-01",
            },
        ],
        "gate_periods": [{"post": "G1", "open_from": "2022-04-01 03:00"}],
        "post_closures": [
            {
                "post": "K01",
                "closed_from": "2022-04-05 00:00",
                "closed_until": "2022-04-05 08:00",
                "order_reference": "通知三",
            }
        ],
        "shifts": [
            {"duty_date": "2022-04-01", "kind": "应急班", "starts_at": "03:00", "ends_at": "08:00"},
            {"duty_date": "2022-04-01", "kind": "白班", "duty_officer": "单雪梅"},
            {"duty_date": "2022-04-01", "kind": "夜班"},
            {"duty_date": "2022-04-02", "kind": "白班", "starts_at": "2022-04-02 08:00", "ends_at": "20:00"},
        ],
        "duty": [
            _seat(
                "2022-04-01",
                "白班",
                "G1",
                "单雪梅",
                arrived_at="07:52",
                checked_out_at="20:03",
                evidence="岗位码",
            ),
            _seat("2022-04-01", "白班", "G1", "王小虎", arrived_at="08:12"),
            _seat(
                "2022-04-01",
                "夜班",
                "G1",
                "P005",
                arrived_at="19:58",
                checked_out_at="08:01",
                evidence="动态码",
            ),
            _seat("2022-04-02", "白班", "K01", "王小虎", cancelled_at="2022-04-01 22:00", reason="家事"),
            _seat("2022-04-02", "白班", "G1", "单雪梅"),
            _seat(
                "2022-04-02",
                "白班",
                "G1",
                "李春",
                substitutes="单雪梅",
                reason="替班",
                assigned_at="2022-04-01 21:00",
            ),
        ],
        "handovers": [
            {
                "post": "G1",
                "duty_date": "2022-04-01",
                "shift_kind": "夜班",
                "outgoing_person": "李春",
                "incoming_person": "单雪梅",
                "offered_at": "07:55",
                "accepted_at": "08:01",
                "incidents": "劝返2人",
                "supplies": "口罩40",
            }
        ],
        "gate_counts": [
            {
                "post": "G1",
                "duty_date": "2022-04-01",
                "shift_kind": "夜班",
                "counted_at": "02:00",
                "vehicles": 5,
                "people_in": 3,
                "people_out": 1,
                "refused": 2,
            },
            {
                "post": "G1",
                "duty_date": "2022-04-01",
                "shift_kind": "夜班",
                "counted_at": "02:00",
                "vehicles": 1,
                "nth": 2,
            },
        ],
        "activity_log": [
            {"at": "2022-04-01 09:30", "post": "南门卡口", "person": "P002", "text": "劝返外来车辆"}
        ],
        "spot_checks": [
            {
                "post": "G1",
                "checked_at": "2022-04-01 23:10",
                "inspector": "单雪梅",
                "expected": 1,
                "present": 1,
                "found_empty": "否",
                "protective_gear_worn": "是",
                "log_kept": "否",
                "remark": "补记日志",
            }
        ],
        "musters": [
            {
                "code": "M1",
                "ordered_at": "2022-04-01 01:20",
                "due_at": "2022-04-01 02:50",
                "place": "党群中心",
                "issuer": "城东街道",
                "closed_at": "2022-04-01 02:52",
            }
        ],
        "muster_calls": [
            {
                "muster": "M1",
                "person": "P001",
                "answer": "能到",
                "arrived_at": "2022-04-01 02:31",
                "evidence": "点名",
            },
            {
                "muster": "M1",
                "person": "P002",
                "organization": "区档案局",
                "arrived_at": "2022-04-01 02:49",
                "evidence": "点名",
            },
        ],
        "leave_requests": [
            {
                "person": "P005",
                "starts_at": "2022-04-03 08:00",
                "ends_at": "2022-04-03 20:00",
                "reason": "生病",
                "decided_at": "2022-04-02 20:00",
                "decided_by": "P001",
                "approved": "是",
            }
        ],
        "sampling_sites": [{"code": "S1", "name": "明珠广场", "compounds": "C01；金域华府", "position": 1}],
        "rounds": [
            {
                "number": 1,
                "starts_at": "2022-04-01 08:00",
                "ends_at": "2022-04-01 12:00",
                "mode": "混采",
                "pool_size": 10,
                "template": "1+1",
                "results": "全部阴性",
                "results_at": "2022-04-02 06:00",
            }
        ],
        "round_eligible": [
            {"round": "第1轮", "compound": "C01", "eligible": 9},
            {"round": 1, "compound": "C02", "eligible": 5},
        ],
        "sampling_teams": [
            {"round": 1, "team": "T1", "person": "陈护士", "task": "采样"},
            {"round": 1, "team": "T1", "person": "P002", "task": "信息录入"},
            {"round": 1, "team": "T2"},
        ],
        "site_sessions": [
            {
                "round": 1,
                "code": "1-1",
                "site": "S1",
                "team": "T1",
                "opens_at": "2022-04-01 08:00",
                "closes_at": "2022-04-01 12:00",
                "opened_at": "2022-04-01 08:05",
                "closed_at": "2022-04-01 12:10",
                "is_makeup": "否",
                "tubes_in_system": 2,
            }
        ],
        "site_counts": [
            {
                "round": 1,
                "session": "1-1",
                "counted_at": "2022-04-01 09:00",
                "compound": "C01",
                "persons": 9,
                "tubes": 1,
                "walk_in": "否",
            },
            {
                "round": 1,
                "session": "1-1",
                "counted_at": "2022-04-01 10:00",
                "compound": "C02",
                "persons": 4,
                "tubes": 1,
                "walk_in": "是",
            },
            {
                "round": 1,
                "session": "1-1",
                "counted_at": "2022-04-01 10:30",
                "compound": "C01",
                "persons": -1,
                "corrects": "2022-04-01 09:00 明珠华府",
            },
        ],
        "queue_observations": [
            {
                "round": 1,
                "session": "1-1",
                "observed_at": "2022-04-01 09:30",
                "waiting_people": 42,
                "wait_minutes": 28,
            }
        ],
        "untested_counts": [
            {"round": 1, "compound": "C02", "reason": "外出未归", "persons": 1, "makeup_on": "2022-04-02"}
        ],
        "consents": [
            {
                "resident": "R001",
                "given_at": "2022-04-01 10:00",
                "notice_version": "2022-04-01",
                "method": "书面签字",
                "given_by": "本人",
                "taken_by": "郑书记",
            }
        ],
        "residents": [
            {
                "code": "R001",
                "compound": "C01",
                "unit": "1-1-101",
                "name": "刘某",
                "form_of_address": "刘师傅",
                "phone": "139 0000 0001",
                "note": "慢性病",
            },
            {
                "code": "R002",
                "compound": "金域华府",
                "unit": "2栋102室",
                "name": "孔某",
                "form_of_address": "孔大妈",
            },
        ],
        "timed_cases": [
            {
                "code": "Y1",
                "resident": "R002",
                "group_label": "A",
                "started_on": "2022-04-02",
                "rule_name": "七天三检",
                "isolated_at": "2022-04-02 10:00",
            }
        ],
        "home_samples": [
            {
                "code": "H1",
                "round": 1,
                "compound": "C02",
                "unit": "2-102",
                "resident": "R002",
                "timed_case": "Y1",
                "test_number": 1,
                "reason": "黄码",
                "sampled_at": "2022-04-02 11:00",
                "result": "阴性",
                "medic": "P003",
                "escort": "P002",
            }
        ],
        "sweeps": [
            {
                "number": 1,
                "purpose": "查漏补缺",
                "held_on": "2022-04-03",
                "starts_at": "09:00",
                "ends_at": "2022-04-03 21:00",
                "round": 1,
            }
        ],
        "sweep_teams": [
            {"sweep": 1, "team": "A", "name": "明珠队", "position": 1, "person": "孙大爷"},
            {"sweep": 1, "team": "B", "name": "金域队", "position": 2, "person": "P002"},
        ],
        "sweep_doors": [
            {"sweep": 1, "compound": "明珠华府", "team": "A"},
            {"sweep": 1, "compound": "C02", "building": "2", "cover": "仅在住户", "team": "金域队"},
        ],
        "door_visits": [
            *[_visit("C01", f"1-1-{floor}0{n}", "09:05") for floor in (1, 2) for n in (1, 2)],
            _visit("C01", "1栋好邻居超市", "09:30") | {"outcome": "商铺已核实"},
            _visit("C02", "2-101", "09:10") | {"outcome": "无人应答", "revisit_at": "2022-04-03 19:00"},
            _visit("C02", "2-101", "19:05")
            | {
                "outcome": "面见，有人未检",
                "untested_count": 1,
                "resolved_at": "2022-04-03 20:00",
                "resolved_by": "home_sample",
                "home_sample": "H1",
                "needs_help": "是",
            },
            _visit("C02", "2-102", "09:20"),
        ],
        "commitment_letters": [
            *[
                {
                    "compound": "C01",
                    "unit": f"1-1-{floor}0{n}",
                    "signed_at": "2022-04-03 09:06",
                    "collected_by": "P004",
                }
                for floor in (1, 2)
                for n in (1, 2)
            ],
            {"compound": "C02", "unit": "2-101", "signed_at": "2022-04-03 20:30"},
            {"compound": "C02", "unit": "2-102", "signed_at": "2022-04-03 09:20"},
        ],
        "care_register": [
            {"resident": "R001", "category": "慢性病患者", "needs": "每月取药", "registered_on": "2022-04-01"}
        ],
        "care_assignments": [
            {
                "resident": "R001",
                "vulnerable": "慢性病患者",
                "carer": "P002",
                "deputy": "P005",
                "starts_on": "2022-04-01",
            }
        ],
        "care_contacts": [
            {
                "resident": "R001",
                "vulnerable": "chronic",
                "contacted_at": "2022-04-02 10:00",
                "contacted_by": "P002",
                "channel": "上门",
                "condition": "平稳",
            },
            {
                "resident": "R001",
                "vulnerable": "chronic",
                "contacted_at": "2022-04-03 10:00",
                "contacted_by": "P005",
                "channel": "电话",
                "outcome": "没联系上",
            },
        ],
        "care_medicines": [
            {
                "resident": "R001",
                "vulnerable": "chronic",
                "name": "降压药",
                "runs_out_on": "2022-04-09",
            }
        ],
        "requests": [
            {
                "code": "Q1",
                "category": "买药",
                "urgency": "急",
                "channel": "岗位",
                "asked_at": "2022-04-02 09:00",
                "compound": "C01",
                "unit": "1-1-101",
                "resident": "R001",
                "vulnerable": "慢性病患者",
                "requested_by": "刘师傅",
                "beneficiary": "刘师傅",
                "relation": "本人",
                "wish": "代购药品",
                "state": "已办结",
                "assigned_to": "P002",
                "done_at": "2022-04-02 11:00",
                "closed_at": "2022-04-02 12:00",
            }
        ],
        "request_steps": [
            {
                "request": "Q1",
                "kind": "送出",
                "at": "2022-04-02 09:30",
                "person": "P002",
                "facts": 'place=边界卡口；pieces=2；signed=是；said="甲；乙"',
            },
        ],
        "deeds": [
            {
                "code": "D1",
                "category": "买药",
                "done_at": "2022-04-02 11:00",
                "compound": "C01",
                "request": "Q1",
                "helpers": "P002、李春",
                "summary": "@代购药品",
                "beneficiary": "刘师傅",
                "minutes": 90,
                "thanks": "谢谢",
                "quote_consent": "是",
            },
            {
                "code": "D2",
                "category": "理发",
                "done_at": "2022-04-03 15:00",
                "summary": "上门理发",
                "helpers": "王小虎",
            },
        ],
        "relay_runs": [
            {
                "code": "X1",
                "gate": "G1",
                "started_at": "2022-04-02 10:00",
                "finished_at": "2022-04-02 10:40",
                "carriers": "王小虎、李春",
            }
        ],
        "deliveries": [
            {
                "code": "W1",
                "gate": "G1",
                "arrived_at": "2022-04-02 09:40",
                "compound": "C02",
                "unit": "2-101",
                "pieces": 3,
                "run": "X1",
                "delivered_at": "2022-04-02 10:20",
            },
            {
                "code": "W2",
                "gate": "G1",
                "arrived_at": "2022-04-02 11:40",
                "pieces": 1,
                "pending_reason": "地址不清",
            },
        ],
        "directives": [
            {
                "code": "N1",
                "title": "紧急提示",
                "issuer": "城东街道",
                "issued_at": "2022-04-01 10:00",
                "body": "请各岗位注意",
                "due_at": "2022-04-02 09:00",
            }
        ],
        "directive_receipts": [
            {"directive": "N1", "person": "P001", "acknowledged_at": "2022-04-01 12:15"},
            {"directive": "N1", "person": "P002"},
        ],
        "briefs": [
            {
                "day": "2022-04-01",
                "number": 1,
                "issued_at": "2022-04-01 22:10",
                "reviewed_by": "单雪梅",
                "approved_by": "单雪梅",
                "opening": "首日工作有序。",
                "problems": "排队较长\n人手不足",
                "plan": "无",
            },
            {"day": "2022-04-02", "opening": "次日工作有序。", "typical_case": "无"},
        ],
    }


def _person(
    code: str, name: str, phone: str, kind: str, organization: str | None, roles: str | None
) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "phone": phone,
        "member_type": kind,
        "organization": organization,
        "work_group": "第一组",
        "position": "队员",
        "deployed_from": date(2022, 4, 1),
        "active": "是",
        "roles": roles,
    }


def _flat(compound: str, building: str, stairwell: str, label: str) -> dict[str, Any]:
    return {
        "compound": compound,
        "building": building,
        "stairwell": stairwell,
        "label": label,
        "occupied": "是",
        "resident_count": 3,
    }


def _seat(day: str, kind: str, post: str, person: str, **more: Any) -> dict[str, Any]:
    return {"duty_date": day, "shift_kind": kind, "post": post, "person": person, **more}


def _visit(compound: str, unit: str, at: str) -> dict[str, Any]:
    return {
        "sweep": 1,
        "compound": compound,
        "unit": unit,
        "visited_at": f"2022-04-03 {at}",
        "outcome": "面见，全员已检",
        "people_at_home": 3,
        "team": "A" if compound == "C01" else "B",
    }


def book_of(sheets: Mapping[str, Sequence[Mapping[str, Any]]], language: str = "zh_Hans_CN") -> bytes:
    """The workbook with these sheets, in the order of the program."""
    stream = io.BytesIO()
    write_book(stream, [(spec, sheets[spec.key]) for spec in SHEETS if spec.key in sheets], language)
    return stream.getvalue()


def only(*keys: str) -> Sheets:
    """The sample without its other sheets."""
    return {key: rows for key, rows in sample().items() if key in keys}


assert sample().keys() == BY_KEY.keys(), BY_KEY.keys() - sample().keys()
