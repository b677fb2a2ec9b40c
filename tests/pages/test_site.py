"""Templates show what they are given and obey nothing of it."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment, UndefinedError

from assay.pages import site
from assay.pages.highlight import sql
from assay.pages.text import anchor, fragment, owners, prose

HOSTILE = "<img src=x onerror=alert(1)>\"' \x00\x1b[31m \u202etxt"


def nowhere(kind: str, name: str = "", part: str = "") -> str | None:
    return None


@pytest.fixture
def pages() -> Environment:
    made = site.environment(nowhere)
    made.loader = DictLoader({"page": '<p title="{{ view }}">{{ view }}</p>', "lost": "{{ view.nothing }}"})
    return made


def test_what_is_printed_is_escaped_and_its_controls_are_shown(pages: Environment) -> None:
    page = pages.get_template("page").render(view=HOSTILE)
    assert "<img" not in page and page.count('"') == 2
    assert "\\x00\\x1b[31m \\u202etxt" in page


def test_none_is_nothing_and_a_name_that_is_not_there_is_an_error(pages: Environment) -> None:
    assert pages.get_template("page").render(view=None) == '<p title=""></p>'
    with pytest.raises(UndefinedError):
        pages.get_template("lost").render(view="")


def test_names_become_anchors_that_differ_where_names_do() -> None:
    assert anchor("adyen-integration") == "adyen-integration"
    made = {anchor(name) for name in ("a&b", "a b", "a-b", "é", "\u202e", '"><script>')}
    assert len(made) == 6
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789./-") for name in made)
    assert (fragment("/integration/x#api"), fragment("/x"), fragment(None)) == ("api", "", "")


def test_owners_are_told_without_their_organisation() -> None:
    assert owners("@shop/team-pay @kim ops@shop.example") == "team-pay, kim, ops@shop.example"
    assert owners(None) == ""


def test_only_web_addresses_become_links() -> None:
    linked = prose('See https://example.com/a?b="c&d, javascript:alert(1) and <https://example.org/x>.')
    assert 'href="https://example.com/a?b="' in linked and 'href="https://example.org/x"' in linked
    assert linked.count("<a ") == 2 and "<https" not in linked


def test_sql_is_told_apart_and_stays_the_same_text() -> None:
    query = "select '<b>' as x -- from\nfrom call where a < $max and b = 'it''s'"
    told = sql(query)
    assert told.striptags() == "select '<b>' as x -- from from call where a < $max and b = 'it''s'"
    assert "<b>select</b>" in told and "<i>-- from</i>" in told
    assert "<var>$max</var>" in told and "<samp>&#39;&lt;b&gt;&#39;</samp>" in told
