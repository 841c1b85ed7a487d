"""The community of the example and how its work is arranged. All of it is labelled as an example."""

from __future__ import annotations

from teamhub.domain.workbook.content import Row
from teamhub.example.days import LAST, Days
from teamhub.example.home_samples import RULE

SLUG = "balicha"

TEXTS: tuple[tuple[str, str, str], ...] = (
    (
        "brief_title",
        "八里岔社区疫情防控下沉工作日报",
        "Epidemic control in Balicha Community: daily brief of the deployed team",
    ),
    (
        "brief_to_superiors",
        "市委组织部\n北郊街道党工委",
        "City Organization Department\nBeijiao Subdistrict Party Committee",
    ),
    ("brief_to_peers", "市委编办\n市委党校", "City Staffing Office\nCity Party School"),
)
TEAM = (
    ("medic", "sampling", 1),
    ("cadre", "info_entry", 1),
    ("cadre", "sampling_assist", 1),
    ("community_worker", "info_entry_assist", 2),
    ("community_worker", "queue_marshal", 2),
)


def setup_rows(days: Days, *, is_over: bool) -> dict[str, list[Row]]:
    """`is_over`: the campaign has ended with the last day."""
    first = days.day(1)
    return {
        "community": [
            {
                "slug": SLUG,
                "name": "八里岔社区",
                "name_en": "Balicha Community",
                "subdistrict": "北郊街道",
                "subdistrict_en": "Beijiao Subdistrict",
                "zone": "Asia/Shanghai",
                "is_example": True,
            }
        ],
        "campaign": [
            {
                "code": f"{first:%Y-%m}",
                "kind": "epidemic",
                "name": f"{first.year}年{first.month}月疫情防控",
                "name_en": f"Epidemic control, {first:%B %Y}",
                "starts_on": first,
                "ends_on": days.day(LAST) if is_over else None,
            }
        ],
        "processing_bases": [
            {
                "recorded_at": f"{first} 08:00",
                "basis": "health_emergency",
                "document": "市疫情防控指挥部2022年第3号通告（示例）",
                "purpose": "上门采样、黄码管理和特殊群体包保联系，只用于本次疫情防控",
                "retention_days": 30,
                "consent_needed": False,
                "recorded_by": "社区党委书记（示例）",
            }
        ],
        "terms": [
            {
                "vocabulary": "member_type",
                "code": "property_staff",
                "label_zh": "物业",
                "label_en": "Property staff",
            }
        ],
        "texts": [{"name": name, "body_zh": zh, "body_en": en} for name, zh, en in TEXTS],
        "shift_patterns": [
            {
                "pattern": "白夜两班",
                "starts_on": first,
                "kind": kind,
                "starts_minute": start,
                "length_minutes": 720,
            }
            for kind, start in (("day", "08:00"), ("night", "20:00"))
        ],
        "staffing_templates": [
            {"template": "1+2+4", "member_type": who, "task": task, "count": count, "position": n}
            for n, (who, task, count) in enumerate(TEAM)
        ],
        "rule_sets": [{"name": RULE, "days": 3, "tests": 2, "min_interval_hours": 24, "mode": "single"}],
    }
