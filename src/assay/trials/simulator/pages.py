"""The pages that a shopper is sent to: authorise or fail, pay a voucher or let it expire, pay a checkout session."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs, quote

from .stripe import attempts, cards, sessions, setup_intents
from .stripe.books import Books
from .stripe.errors import RefusalError
from .stripe.money import told
from .world import Answer, Call, Object

_PATH = "/_assay/pages/"
_STYLE = (
    "body{font:16px/1.5 system-ui;max-width:34rem;margin:4rem auto;padding:0 1rem;color:#1d2530}"
    "button,select{font:inherit;padding:.5rem 1rem;margin:.5rem .5rem .5rem 0}small{color:#5b6675}"
)

#: Another provider's pages: its answer for an id of its own, or None.
Others = Callable[[str, str | None], Answer | None]


class Pages:
    def __init__(self, books: Books, others: Others) -> None:
        self._books = books
        self._others = others

    def answer(self, call: Call) -> Answer | None:
        """A page or where it leads; None: the path is no page."""
        if call.path == "/_assay/receipt":
            return _page("Receipt", "<p>The simulator writes no receipts.</p>")
        if not call.path.startswith(_PATH):
            return None
        name = call.path.removeprefix(_PATH)[:200]
        form = parse_qs(call.body.decode("latin-1")) if call.method == "POST" else {}
        done = form.get("do", [None])[0]
        other = self._others(name, done)
        if other:
            return other
        for kind in ("payment_intent", "setup_intent"):
            said = self._books.kept[kind].get(name)
            if said:
                return self._act(said, done == "authorize") if done else self._ask(said)
        session = self._books.kept["checkout.session"].get(name)
        if session:
            return self._session(session, form.get("method", [None])[0])
        return _page("Nothing here", "<p>No payment waits for the shopper at this address.</p>", 404)

    def _act(self, said: Object, authorized: bool) -> Answer:
        leave = attempts.returned if said["object"] == "payment_intent" else setup_intents.returned
        back = leave(self._books, said, authorized=authorized)
        if back:
            return Answer(303, b"", {"Location": _header(back)})
        return _page(
            "Done", f"<p>The payment is <b>{escape(said['status'])}</b>. The shop named no address to return to.</p>"
        )

    def _ask(self, said: Object) -> Answer:
        if said["status"] != "requires_action":
            return _page("Nothing to do", f"<p>The payment is <b>{escape(said['status'])}</b>.</p>")
        what = str(self._books.hidden[said["id"]].get("page", ""))
        voucher = what == "voucher"
        amount = (
            told(said["amount"], said["currency"]).upper() if "amount" in said else "no amount: the method is saved"
        )
        yes, no = ("Pay the voucher", "Let it expire") if voucher else ("Authorize", "Fail")
        return _page(
            f"Test {what}",
            f"<p>{escape(amount)}<br><small>{escape(said['id'])}</small></p>"
            f'<form method="post"><button name="do" value="authorize">{yes}</button>'
            f'<button name="do" value="fail">{no}</button></form>',
        )

    def _session(self, session: Object, method: str | None) -> Answer:
        message = ""
        if method and session["status"] == "open":
            try:
                intent = sessions.pay(self._books, session, method)
            except RefusalError as refusal:
                message = str(refusal)
            else:
                action = (intent or {}).get("next_action") or {}
                redirect = action.get("redirect_to_url")
                if redirect:
                    return Answer(303, b"", {"Location": _header(redirect["url"])})
        sessions.completed(self._books, session)
        if session["status"] == "complete" and session["success_url"]:
            there = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
            return Answer(303, b"", {"Location": _header(there)})
        return _page("Test checkout", self._form(session, message))

    def _form(self, session: Object, message: str) -> str:
        if session["status"] != "open":
            return f"<p>The session is <b>{escape(session['status'])}</b>.</p>"
        options = "".join(f"<option>{escape(token)}</option>" for token in cards.tokens())
        refused = f"<p><b>{escape(message)}</b></p>" if message else ""
        cancel = session["cancel_url"] or ""
        away = (
            f'<p><a href="{escape(cancel)}">Back to the shop</a></p>'
            if cancel.startswith(("http://", "https://"))
            else ""
        )
        amount = told(session["amount_total"], session["currency"]).upper()
        return (
            f"<p>{escape(amount)}</p>{refused}<form method='post'><select name='method'>{options}</select>"
            f"<button>Pay</button></form>{away}"
        )


def _header(url: str) -> str:
    """An address that can stand in a header."""
    return quote(url, safe=":/?#[]@!$&'()*+,;=%-._~")


def _page(title: str, body: str, status: int = 200) -> Answer:
    text = (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(title)}</title><style>{_STYLE}</style>"
        f"<h1>{escape(title)}</h1>{body}<p><small>assay simulate: no money moves here.</small></p>"
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return Answer(status, text.encode(), {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"})
