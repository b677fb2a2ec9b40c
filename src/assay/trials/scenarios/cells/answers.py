"""What the provider answers at once, with or without 3-D Secure."""

from __future__ import annotations

from ..driver import Seen
from ..play import Play


def approve(play: Play) -> str:
    play.create()
    return play.paid_once(play.finish(play.pay()))


def hard_decline(play: Play) -> str:
    play.create()
    asked = len(play.provider.asked())
    said = play.not_paid(_after(play, "hard_decline"))
    declines = sum(one.status == 402 for one in play.provider.asked()[asked:])
    play.expect(
        declines <= 1, "a card that was declined for good not to be sent again", f"it was sent {declines} times"
    )
    return said


def soft_decline(play: Play) -> str:
    play.create()
    play.not_paid(_after(play, "soft_decline"))
    return play.paid_once(play.finish(play.pay()))


def fraud_block(play: Play) -> str:
    play.create()
    return play.not_paid(_after(play, "fraud_block"))


def threeds_frictionless(play: Play) -> str:
    play.create()
    seen = play.pay("threeds_frictionless")
    play.expect(seen.redirect is None, "no challenge", seen)
    return play.paid_once(play.finish(seen))


def threeds_challenge_passed(play: Play) -> str:
    play.create()
    seen = _challenged(play)
    return play.paid_once(play.finish(play.shopper(seen, "success")))


def threeds_challenge_failed(play: Play) -> str:
    play.create()
    asked = play.pay("threeds_challenge")
    seen = play.shopper(asked, "failure")
    play.not_paid(asked)
    return play.not_paid(play.until(lambda one: one.meaning != "pending", seen))


def threeds_challenge_abandoned(play: Play) -> str:
    play.create()
    _challenged(play)
    return play.not_paid(play.now())


def zero_decimal_currency(play: Play) -> str:
    play.create(1250, "JPY")
    return play.paid_once(play.finish(play.pay()))


def three_decimal_currency(play: Play) -> str:
    # Stripe's amounts of such currencies end in a zero.
    play.create(12340, "KWD")
    return play.paid_once(play.finish(play.pay()))


def _after(play: Play, token: str) -> Seen:
    seen = play.pay(token)
    play.calm()
    return seen if seen.refused else play.now()


def _challenged(play: Play) -> Seen:
    seen = play.pay("threeds_challenge")
    play.expect(seen.redirect is not None, "the shopper to be challenged", seen)
    play.not_paid(seen)
    return seen
