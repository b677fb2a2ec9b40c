"""What comes after a payment was approved: capture, void, refund, and methods that are kept."""

from __future__ import annotations

from ..play import AWAY, Play


def partial_capture(play: Play) -> str:
    _authorised(play)
    play.provider.lenient(True)
    too_much = play.amount + play.amount // 2
    beyond = play.step("capture", order=play.order.order, amount_minor=too_much)
    part = play.amount // 2
    seen = play.step("capture", order=play.order.order, amount_minor=part)
    play.provider.lenient(False)
    taken = sum(held.captured for held in play.begun())
    wanted = f"{play.money(too_much, play.currency)} to be refused and {play.money(part, play.currency)} captured"
    play.expect(beyond.refused is not None and taken == part, wanted, seen)
    return play.took()


def void(play: Play) -> str:
    _authorised(play)
    play.provider.lenient(True)
    play.step("void", order=play.order.order)
    seen = play.until(lambda one: one.meaning == "ended")
    play.expect(seen.meaning == "ended", "an order that is over", seen)
    open_still = [held for held in play.begun() if held.state not in ("voided", "cancelled")]
    play.expect(not open_still, "the authorisation to be released", seen)
    if play.driver.has("capture"):
        after = play.step("capture", order=play.order.order, amount_minor=play.amount)
        play.expect(after.refused is not None, "no capture after the void", after)
    play.provider.lenient(False)
    return play.not_paid(play.now())


def full_refund(play: Play) -> str:
    play.create()
    play.paid_once(play.finish(play.pay()))
    first, ours = play.order, [held.payment for held in play.begun()]
    play.create()
    play.finish(play.pay())
    play.order = first
    play.step("refund", order=first.order, amount_minor=play.amount)
    seen = play.until(lambda one: one.meaning == "returned")
    back = {held.payment: held.refunded for held in play.begun()}
    elsewhere = sum(amount for payment, amount in back.items() if payment not in ours)
    right = sum(back[payment] for payment in ours) == play.amount and not elsewhere
    play.expect(right, f"{play.money(play.amount, play.currency)} to come back for the first of two orders", seen)
    play.expect(seen.meaning == "returned", "an order that is refunded", seen)
    return f"the order is {seen.status or seen.meaning}; {play.took()}"


def partial_refund(play: Play) -> str:
    play.create()
    play.paid_once(play.finish(play.pay()))
    part = play.amount // 3
    play.provider.lenient(True)
    play.step("refund", order=play.order.order, amount_minor=part)
    beyond = play.step("refund", order=play.order.order, amount_minor=play.amount)
    play.calm()
    play.provider.lenient(False)
    back = sum(held.refunded for held in play.begun())
    wanted = f"{play.money(part, play.currency)} to come back, and no more than was taken"
    play.expect(back == part and beyond.refused is not None, wanted, beyond)
    return play.took()


def vault_add(play: Play) -> str:
    kept = play.keep("approve")
    play.create()
    play.paid_once(play.finish(play.submit(kept)))
    before = play.begun()
    play.create()
    seen = play.finish(play.submit(kept))
    taken = [held for held in play.begun() if held not in before and held.captured == play.amount]
    play.expect(seen.meaning == "paid" and len(taken) == 1, "a second order to be paid with the kept method", seen)
    return "two orders were paid with it"


def vault_delete(play: Play) -> str:
    kept = play.keep("approve")
    gone = play.step("forget", kept=kept)
    play.expect(gone.refused is None, "the kept method to be deleted", gone)
    play.create()
    return play.not_paid(play.submit(kept))


def _authorised(play: Play) -> None:
    play.create()
    seen = play.pay(later=True)
    if seen.redirect or play.family in AWAY:
        seen = play.shopper(seen, "success")
    seen = play.until(lambda _: any(held.state == "authorized" for held in play.begun()), seen)
    play.calm()
    play.expect(any(held.state == "authorized" for held in play.begun()), "an authorisation", seen)
    play.not_paid(seen)
