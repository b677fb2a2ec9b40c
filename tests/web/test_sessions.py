"""Sessions end by time, and failed attempts are counted."""

from __future__ import annotations

from assay.web.rights import Person, Role
from assay.web.sessions import Attempts, Sessions

KIM = Person("kim", Role.VIEWER)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_session_ends_when_it_is_idle_or_old() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    idle, busy = sessions.begin(KIM), sessions.begin(KIM)
    for _ in range(11):
        clock.now += 3600
        assert sessions.find(busy) == KIM
    assert sessions.find(idle) is None
    clock.now += 3601
    assert sessions.find(busy) is None


def test_a_form_belongs_to_one_browser() -> None:
    sessions = Sessions()
    mine, other = sessions.visit(), sessions.visit()
    assert sessions.is_form_token(mine, sessions.form_token(mine))
    assert not sessions.is_form_token(other, sessions.form_token(mine))
    assert not sessions.is_form_token("", sessions.form_token(""))
    assert not Sessions().is_form_token(mine, sessions.form_token(mine))


def test_so_many_attempts_and_then_none_for_a_while() -> None:
    clock = Clock()
    attempts = Attempts(most=3, seconds=60, clock=clock)
    for _ in range(3):
        assert not attempts.wait("here")
        attempts.failed("here")
    assert attempts.wait("here") == 60
    assert not attempts.wait("elsewhere")
    clock.now += 61
    assert not attempts.wait("here")
