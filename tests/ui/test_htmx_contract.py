"""What our pages lean on in htmx, under our content security policy, in a real browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.conftest import Site


@pytest.mark.proves("T65")
def test_refused_form_comes_back_with_what_was_typed_and_the_focus_on_its_faults(bench: Page) -> None:
    bench.fill("#note", "bad")
    bench.click("#send")

    expect(bench.locator("[data-faults]")).to_be_focused()
    assert bench.input_value("#note") == "bad"


def test_accepted_form_comes_back_empty(bench: Page) -> None:
    bench.fill("#note", "good")
    with bench.expect_response("**/workbench/visit"):
        bench.click("#send")

    expect(bench.locator("#note")).to_have_value("")
    expect(bench.locator(".is-busy")).to_have_count(0)


def test_request_names_its_target_and_carries_the_csrf_token(bench: Page, site: Site) -> None:
    bench.fill("#note", "good")
    with bench.expect_response("**/workbench/visit"):
        bench.click("#send")

    asked = site.seen.last("/workbench/visit")
    assert asked["Hx-Request"] == "true"
    assert asked["Hx-Target"] == "form#visit-form"
    assert asked["X-Csrftoken"]


def test_see_other_is_followed_into_the_same_fragment(bench: Page, site: Site) -> None:
    bench.click("#seen")

    expect(bench.locator("#asked")).to_have_text("followed")
    assert site.seen.last("/workbench/list")["Hx-Target"] == "section#visit-list"
    assert bench.locator("#visit-form").count() == 1


def test_client_side_redirect_changes_the_whole_page(bench: Page) -> None:
    bench.click("#gone")

    bench.wait_for_url("**/workbench/list?q=left")
    assert bench.locator("h1").count() == 1


def test_poll_asks_only_for_what_is_new_and_keeps_typed_text(bench: Page, site: Site) -> None:
    with bench.expect_response(lambda answer: answer.url.endswith("/poll") and answer.status == 304):
        pass
    bench.fill("#inside", "typing")
    bench.evaluate("document.activeElement.blur()")
    site.news(2)

    expect(bench.locator("#count")).to_have_text("2")
    assert bench.input_value("#inside") == "typing"
    expect(bench.locator("#count")).to_have_class("is-fresh")
    site.news(1)


def test_poll_leaves_alone_where_somebody_types(bench: Page, site: Site) -> None:
    bench.focus("#inside")
    bench.wait_for_timeout(300)
    site.seen.requests.clear()

    bench.wait_for_timeout(700)

    assert not [path for _, path, _ in site.seen.requests if path.endswith("/poll")]


@pytest.mark.proves("T65")
def test_back_loads_the_earlier_page_whole(bench: Page) -> None:
    bench.fill("#q", "one")
    bench.click("#ask")
    bench.wait_for_url("**/workbench/list?q=one")
    bench.fill("#q", "two")
    bench.click("#ask")
    bench.wait_for_url("**/workbench/list?q=two")

    bench.go_back()
    expect(bench.locator("#asked")).to_have_text("one")
    bench.go_back()
    expect(bench.locator("#visit-form")).to_have_count(1)


@pytest.mark.proves("T65")
def test_error_page_is_not_put_into_a_fragment(bench: Page) -> None:
    bench.fill("#note", "still here")
    bench.click("#status-500")

    expect(bench.locator("#toasts")).to_contain_text("Something went wrong on our side")
    assert "whole page" not in bench.content()
    assert bench.input_value("#note") == "still here"


@pytest.mark.proves("T65")
def test_expired_sign_in_keeps_the_page_and_offers_the_way_back(bench: Page) -> None:
    for way in ("#status-401", "#sign"):
        bench.click(way)
        expect(bench.locator("#toasts")).to_contain_text("You were signed out")
        assert bench.locator("#toasts a").get_attribute("target") == "_blank"
        expect(bench.locator("#asked")).to_have_text("nothing")
        bench.locator("#toasts button").click()


@pytest.mark.proves("T65")
def test_whole_page_instead_of_a_fragment_is_never_put_inside(bench: Page) -> None:
    bench.click("#whole")
    bench.wait_for_url("**/workbench/whole-list")
    assert bench.locator("h1").count() == 1

    bench.click("#whole-422")
    expect(bench.locator("#asked")).to_have_text("refused")
    assert bench.locator("h1").count() == 1
    assert bench.locator("#toasts").count() == 1


def test_lost_connection_keeps_the_page(bench: Page) -> None:
    bench.fill("#note", "typed in the lift")
    bench.context.set_offline(True)
    bench.click("#send")

    expect(bench.locator("#toasts")).to_contain_text("No connection")
    assert bench.input_value("#note") == "typed in the lift"


def test_toast_follows_a_redirect_offers_undo_and_goes(bench: Page) -> None:
    bench.clock.install()
    bench.goto(bench.url)
    bench.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    bench.click("#tell")

    expect(bench.locator("[data-toast]")).to_have_count(2)
    expect(bench.locator("[data-toast] button")).to_have_text("Undo")
    bench.mouse.move(0, 0)
    bench.clock.run_for(2000)
    expect(bench.get_by_text("Visit saved")).to_have_count(0)
    expect(bench.get_by_text("Kept for the next page")).to_have_count(1)
    bench.reload()
    expect(bench.locator("[data-toast]")).to_have_count(0)


def test_everything_is_there_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/workbench")
    page.fill("#note", "bad")
    page.click("#send")
    assert page.locator("[data-faults]").count() == 1
    page.goto(f"{site.url}/workbench")
    page.click("#seen")
    assert page.url.endswith("/workbench/list?q=followed")
    context.close()


def test_nothing_on_the_page_breaks_the_policy(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for name in ("", "board", "doors", "composer", "wall"):
        page.goto(f"{site.url}/gallery/{name}")
        page.wait_for_load_state("networkidle")
    context.close()
    assert complaints == []
