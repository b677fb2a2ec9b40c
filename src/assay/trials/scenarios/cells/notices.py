"""Notifications that come late, twice, in the wrong order, or from a stranger."""

from __future__ import annotations

from ..play import LATE, Play


def webhook_late(play: Play) -> str:
    play.create()
    play.provider.hold()
    seen = play.pay()
    if play.family not in LATE:
        seen = play.finish(seen)
    else:
        play.settle("paid")
    play.provider.release()
    play.calm()
    return play.paid_once(play.until(lambda one: one.meaning == "paid", None if play.family in LATE else seen))


def webhook_duplicate(play: Play) -> str:
    play.create()
    play.paid_once(play.finish(play.pay()))
    play.calm()
    for held in play.begun():
        play.provider.repeat(held.payment)
    play.calm()
    return play.paid_once(play.now())


def webhook_out_of_order(play: Play) -> str:
    play.create()
    play.provider.hold()
    # Where there is a challenge, the payment has more to tell than one moment.
    seen = play.pay("threeds_challenge" if "threeds_challenge" in play.tokens else "approve")
    if play.family in LATE:
        play.settle("paid")
    else:
        play.finish(seen)
    play.marked = play.now()
    play.provider.release(newest_first=True)
    play.calm()
    return play.paid_once(play.now())


def webhook_forged(play: Play) -> str:
    play.create()
    before = len(play.provider.delivered())
    play.provider.forge(play.order.order or "", play.amount, play.currency)
    play.calm()
    said = play.not_paid(play.now())
    for one in play.provider.delivered()[before:]:
        play.expect(
            one.status is None or one.status >= 300, "a refusal of what nobody signed", f"it was answered {one.status}"
        )
    return said
