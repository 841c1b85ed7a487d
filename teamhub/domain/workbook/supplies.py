"""Sheets about what comes through the gates."""

from __future__ import annotations

from teamhub.domain.workbook.recurring import compound, door, own_code, recorded_at
from teamhub.domain.workbook.spec import LABEL, ColumnSpec, SheetSpec, code, moment, must, number, ref, text


def _gate() -> ColumnSpec:
    return must(
        ref(
            "gate",
            "卡口",
            "Gate",
            "posts",
            "开放卡口的编号或名称",
            "Code or name of the open gate",
            "G1",
            also=("岗位",),
        )
    )


RUNS = SheetSpec(
    "relay_runs",
    "转送",
    "Relay runs",
    "从卡口送到门口的一趟；一趟可送多件",
    "One walk from a gate to doors, with several pieces",
    ("code",),
    (
        own_code("转送", "run", "X001"),
        _gate(),
        must(
            moment("started_at", "出发时间", "Started at", "何时出发", "When it started", "2022-04-04 10:00")
        ),
        moment(
            "finished_at", "完成时间", "Finished at", "何时完成", "When it was finished", "2022-04-04 10:40"
        ),
        text("carriers", "转送人", "Carriers", "谁转送", "Who carried", "", longest=LABEL),
    ),
)

DELIVERIES = SheetSpec(
    "deliveries",
    "物资",
    "Deliveries",
    "到达卡口的物资；按件计",
    "Pieces that arrived at a gate",
    ("code",),
    (
        own_code("物资", "delivery", "W001"),
        _gate(),
        must(
            moment(
                "arrived_at",
                "到达时间",
                "Arrived at",
                "何时到达卡口",
                "When it came to the gate",
                "2022-04-04 09:40",
            )
        ),
        compound(required=False),
        door(required=False),
        must(number("pieces", "件数", "Pieces", "多少件", "How many", "3", least=1)),
        ref("run", "转送", "Run", "relay_runs", "由哪一趟送出", "The run that carried it", "X001"),
        moment(
            "delivered_at",
            "送达时间",
            "Delivered at",
            "何时送到",
            "When it was delivered",
            "2022-04-04 10:20",
        ),
        moment("received_at", "签收时间", "Received at", "何时签收", "When it was received", ""),
        code(
            "pending_reason",
            "待送原因",
            "Why it waits",
            "pending_reason",
            "未送达的原因",
            "Why it is not delivered",
            "",
        ),
        recorded_at(),
    ),
)
