"""Tests for pytest and unittest as rows. Bytes in, rows out."""

from __future__ import annotations

import pytest

from assay.collectors import python
from assay.model import Row, Source
from assay.tables.testing import RecordingUse, TestCase


def rows(kind: type[Row], text: str, path: str = "tests/test_pay.py") -> list[Row]:
    return [row for row in python.read(Source(path=path, data=text.encode())) if type(row) is kind]


def one(text: str) -> TestCase:
    (row,) = rows(TestCase, text)
    assert isinstance(row, TestCase)
    return row


@pytest.mark.parametrize(
    ("body", "assertions"),
    [
        ("assert a == b\n    assert c", 2),
        ("with pytest.raises(ValueError):\n        pay()", 1),
        ("mock.assert_called_once_with(1)", 1),
        ("pay()", 0),
        ("'''Says assert x.'''\n    pay()", 0),
        ("pytest.fail('no')", 1),
        ("pay(); assert a; assert (b)", 2),
        ("if paid: assert a", 0),
        ("reassert = assertion", 0),
        ("MyAssert (a)\n    must_assert_paid(b)", 2),
        ("with warns(A), self.assertRaises(B):\n        pay()", 2),
        ("draises(a)\n    expect(a)\n    unexpect(a)", 1),
    ],
)
def test_assertions_of_pytest(body: str, assertions: int) -> None:
    row = one(f"import pytest\n\n\ndef test_pays():\n    {body}\n")
    assert (row.name, row.framework, row.assertions) == ("test_pays", "pytest", assertions)


def test_assertions_of_unittest() -> None:
    row = one(
        "class PayTest(TestCase):\n    def test_pays(self):\n        self.assertEqual(1, 1)\n        self.fail()\n"
    )
    assert (row.name, row.framework, row.assertions) == ("PayTest > test_pays", "unittest", 2)


@pytest.mark.parametrize(
    "text",
    [
        "def ensure(): ...\ndef test_a():\n    ensure_paid()",
        "def paid():\n    assert 1\ndef test_a():\n    paid()",
        "def paid():\n    deeper()\ndef deeper():\n    assert 1\ndef test_a():\n    paid()",
        "from tests.money import paid\ndef test_a():\n    paid()",
        "def test_a(paid):\n    paid()",
        "class TestA(Flow):\n    def test_a(self):\n        self.run_it()",
    ],
)
def test_what_may_assert_on_its_behalf(text: str) -> None:
    row = one(text)
    assert (row.assertions, row.helper_calls) == (0, 1)


@pytest.mark.parametrize(
    "text",
    [
        "from shop.pay import paid\ndef test_a():\n    paid()",
        "class TestA(TestCase):\n    def run_it(self): ...\n    def test_a(self):\n        self.run_it()",
    ],
)
def test_what_does_not(text: str) -> None:
    assert one(text).helper_calls == 0


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("def test_a(): ...", None),
        ("@pytest.mark.skip(reason='slow')\ndef test_a(): ...", "skip"),
        ("@unittest.skip('slow')\ndef test_a(): ...", "skip"),
        ("@pytest.mark.skipif(sys.platform == 'win32', reason='x')\ndef test_a(): ...", "condition"),
        ("@pytest.mark.xfail\ndef test_a(): ...", "xfail"),
        ("@pytest.mark.xfail(strict=True)\ndef test_a(): ...", None),
        ("@pytest.mark.skip\nclass TestA:\n    def test_a(self): ...", "skip"),
        ("pytestmark = pytest.mark.skip('x')\ndef test_a(): ...", "skip"),
        ("pytestmark = pytest.mark.django_db\ndef test_a(): ...", None),
        ("def test_a():\n    '''Says.'''\n    pytest.skip('x')\n    assert 1", "skip"),
        ("def test_a():\n    if x:\n        pytest.skip('x')\n    assert 1", None),
    ],
)
def test_what_switches_a_test_off(text: str, by: str | None) -> None:
    assert one(text).disabled_by == by


def test_a_test_in_a_comment() -> None:
    row = one("# def test_refunds(shop):\n#     assert shop.refund()\n")
    assert (row.name, row.disabled_by, row.line) == ("test_refunds", "comment", 1)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("class Mixin:\n    def test_a(self): ...", "tests/test_a.py"),
        ("def outer():\n    def test_a(): ...", "tests/test_a.py"),
        ("@pytest.fixture\ndef test_request(): ...", "tests/test_a.py"),
        ("def test_a(): ...", "src/shop/pay.py"),
        ("def test_a(): ...", "tests/conftest.py"),
    ],
)
def test_what_is_no_test(text: str, path: str) -> None:
    assert rows(TestCase, text, path) == []


def test_recordings_that_tests_replay() -> None:
    text = (
        "@vcr.use_cassette('cassettes/pay.yaml')\ndef test_a(): ...\n"
        "@pytest.mark.vcr\ndef test_b(): ...\n"
        "@pytest.mark.vcr('pay_2.yaml')\n@pytest.mark.skip\ndef test_c(): ...\n"
        "class TestD:\n    def test_d(self):\n        with vcr.use_cassette('d.yaml'): ...\n"
    )
    assert [(row.recording, row.disabled, row.test) for row in rows(RecordingUse, text)] == [
        ("cassettes/pay.yaml", False, "test_a"),
        ("test_b", False, "test_b"),
        ("pay_2.yaml", True, "test_c"),
        ("d.yaml", False, "TestD > test_d"),
    ]
