"""Where the shopper goes away to pay, and where money comes later than the order."""

from __future__ import annotations

from ..play import Play


def redirect_success(play: Play) -> str:
    play.create()
    seen = play.pay()
    play.not_paid(seen)
    return play.paid_once(play.finish(play.shopper(seen, "success")))


def redirect_cancelled(play: Play) -> str:
    play.create()
    seen = play.shopper(play.pay(), "cancel")
    play.not_paid(play.until(lambda one: one.meaning != "pending", seen))
    return play.paid_once(play.finish(play.pay()))


def redirect_never_returns(play: Play) -> str:
    play.create()
    seen = play.shopper(play.pay(), "success", returns=False)
    return play.paid_once(play.until(lambda one: one.meaning == "paid", seen))


def pending_paid(play: Play) -> str:
    play.create()
    play.pay()
    play.calm()
    waiting = play.now()
    play.not_paid(waiting)
    play.expect(waiting.meaning == "pending", "an order that waits for its money", waiting)
    play.settle("paid")
    return play.paid_once(play.until(lambda one: one.meaning == "paid"))


def pending_expired(play: Play) -> str:
    play.create()
    play.pay("pending_expired")
    play.calm()
    play.not_paid(play.now())
    play.settle("expired")
    seen = play.until(lambda one: one.meaning in ("open", "ended"))
    play.expect(seen.meaning in ("open", "ended"), "an order that waits no longer", seen)
    return play.not_paid(seen)
