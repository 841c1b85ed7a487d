"""The sheet of a building and the certificate of clearance, as they come out of the printer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from teamhub.actions import doors
from teamhub.documents.clearance import ClearanceFacts, print_clearance
from teamhub.domain.sweep_facts import VisitFacts
from teamhub.models.base import db
from tests.cast import Cast
from tests.documents.printed import Printed, printed
from tests.page_client import PageClient
from tests.sweep_scene import SweepScene, after, build_sweep

SignIn = Callable[..., PageClient]
MM = 72 / 25.4


def visit_all(cast: Cast, scene: SweepScene, but: int = 0) -> None:
    """Everybody met and signed; the first door by telephone. `but`: doors left out."""
    for n, unit_id in enumerate(cast.unit_ids[but:]):
        facts = VisitFacts("phone_verified" if n == 0 else "met_all_ok", letter="signed")
        doors.record_visit(
            scene.sweep_id, unit_id, facts, version=None, by=cast.viewer("leader"), at=after(n + 1)
        )
    db.session.commit()


def pdf(client: PageClient, url: str) -> Printed:
    answer = client.get(url)
    assert answer.mimetype == "application/pdf"
    return printed(answer.data)


def test_the_sheet_lists_every_door_top_down_with_boxes_to_fill(as_: SignIn, cast: Cast) -> None:
    scene = build_sweep(cast)
    visit_all(cast, scene, but=11)
    sheet = pdf(as_("leader"), f"/linli/sweeps/1/buildings/{cast.building_id}/sheet.pdf")
    assert (round(sheet.pages[0].width / MM), round(sheet.pages[0].height / MM)) == (297, 210)
    words = sheet.joined()
    assert "邻里社区扫楼登记表" in words
    assert words.index("1-301") < words.index("1-201") < words.index("1-101") < words.index("2-301")
    assert words.count("已签") == 1
    for told in ("明珠华府一队", "承诺书", "复访时间", "走访人", "结果代号"):
        assert told in words


def test_what_is_not_cleared_has_no_certificate(as_: SignIn, cast: Cast) -> None:
    scene = build_sweep(cast)
    visit_all(cast, scene, but=2)
    client = as_("leader")
    for path in ("certificate.pdf", f"buildings/{cast.building_id}/certificate.pdf"):
        client.get(f"/linli/sweeps/1/{path}", expect=422)
        assert "尚未清零：还有2户" in client.text()
    client.get(f"/linli/sweeps/1/compounds/{cast.compound_id}")
    assert "清零单" not in client.text()


def test_the_certificate_counts_every_outcome(as_: SignIn, cast: Cast) -> None:
    scene = build_sweep(cast)
    visit_all(cast, scene)
    client = as_("leader")
    client.get(f"/linli/sweeps/1/compounds/{cast.compound_id}")
    assert "清零确认单" in client.text()
    for path in (
        "certificate.pdf",
        f"compounds/{cast.compound_id}/certificate.pdf",
        f"buildings/{cast.building_id}/certificate.pdf",
    ):
        sheet = pdf(client, f"/linli/sweeps/1/{path}")
        assert len(sheet.pages) == 1
        words = sheet.joined()
        assert "合计12" in words
        assert "全员已检11" in words
        assert "12/12" in words
        assert "社区党委书记" in words


def test_papers_read_in_english_too(as_: SignIn, cast: Cast) -> None:
    scene = build_sweep(cast)
    visit_all(cast, scene)
    client = as_("leader", language="en")
    assert "Certificate of clearance" in pdf(client, "/linli/sweeps/1/certificate.pdf").text()
    sheet = pdf(client, f"/linli/sweeps/1/buildings/{cast.building_id}/sheet.pdf")
    assert "Sweep sheet" in sheet.text()
    assert "page 1 of 1" in sheet.text()


def test_members_and_strangers_get_no_papers(as_: SignIn, cast: Cast) -> None:
    build_sweep(cast)
    address = f"/linli/sweeps/1/buildings/{cast.building_id}/sheet.pdf"
    as_("member").get(address, expect=403)
    as_("outsider").get(address, expect=404)
    as_("leader").get("/linli/sweeps/1/buildings/9999/sheet.pdf", expect=404)


def test_a_certificate_that_does_not_add_up_is_not_printed() -> None:
    facts = ClearanceFacts("邻里社区", "清零确认单", "", "", "", 3, (("面见", 2),), (), "", "")
    with pytest.raises(ValueError, match="add up"):
        print_clearance(facts, language="zh")
