"""Answers that are lost, refused or late, and shoppers that press twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from ..driver import Seen
from ..play import Play

_SLACK = 0.1


def answer_lost(play: Play) -> str:
    play.create()
    token = play.chosen("approve")
    play.provider.hold()
    play.provider.fail("answer_lost")
    seen = play.submit(token)
    play.provider.heal()
    early = play.now() if seen.refused else seen
    if early.meaning in ("open", "ended"):
        play.submit(token)  # so does a shopper who is told that it failed
    play.provider.release()
    ended = play.paid_once(play.finish(early))
    play.expect(early.meaning == "pending", "a payment that nobody knows of to be shown as pending", early)
    return ended


def server_error(play: Play) -> str:
    play.create()
    token = play.chosen("approve")
    play.provider.fail("server_error")
    seen = play.submit(token)
    play.provider.heal()
    play.not_paid(seen)
    return play.paid_once(play.finish(_anew(play, token)))


def throttled(play: Play) -> str:
    play.create()
    token = play.chosen("approve")
    asked = len(play.provider.asked())
    play.provider.fail("throttled", 1)
    play.submit(token)
    play.provider.heal()
    said = play.paid_once(play.finish(_anew(play, token)))
    seen = [one for one in play.provider.asked()[asked:] if one.method == "POST"]
    for told, after in pairwise(seen):
        if told.status == 429:
            wait = float(told.answer_headers.get("retry-after", "0"))
            waited = (after.started_at - told.started_at).total_seconds()
            said_so = f"it came again after {waited:.2f} s, told to wait {wait:g} s"
            play.expect(waited >= wait - _SLACK, "a request that is told to wait to wait", said_so)
    return said


def duplicate_submit(play: Play) -> str:
    play.create()
    token = play.chosen("approve")
    with ThreadPoolExecutor(2) as both:
        seen = list(both.map(lambda _: play.submit(token), range(2)))
    first = next((one for one in seen if one.redirect), None) or next((one for one in seen if not one.refused), None)
    play.expect(first is not None, "one of two submits to be taken", seen[0])
    said = play.paid_once(play.finish(first or play.now()))
    begun = len(play.begun())
    play.expect(begun == 1, "one payment for two submits", f"{begun} payments")
    return said


def _anew(play: Play, token: str | None) -> Seen:
    """The order as it stands; paid anew where the shop says that it was not paid."""
    seen = play.until(lambda one: one.meaning != "pending" or one.redirect is not None or play.begun() != [])
    if seen.meaning in ("open", "ended"):
        return play.submit(token)
    return seen
