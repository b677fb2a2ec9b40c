"""The pages that a shopper is sent to: authorise or fail, pay a voucher or let it expire, pay a checkout session."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qs, quote

from assay.model import UsageError

from .adyen.provider import Adyen
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


class Pages:
    def __init__(self, books: Books, adyen: Adyen) -> None:
        self._books = books
        self._adyen = adyen

    def leave(self, name: str, *, authorized: bool) -> str | None:
        """Do what the shopper does on the page of that id: where it leads to. Errors: UsageError when it has none."""
        if payment := self._adyen.payments.kept.get(name):
            return self._adyen.payments.returned(payment, authorized=authorized)
        if session := self._adyen.sessions.kept.get(name):
            return self._adyen.sessions.pay(session, authorized=authorized)
        if setup := self._books.kept["setup_intent"].get(name):
            return setup_intents.returned(self._books, setup, authorized=authorized)
        if intent := self._books.kept["payment_intent"].get(name):
            return attempts.returned(self._books, intent, authorized=authorized)
        raise UsageError(f"no page waits for the shopper of {name[:60]!r}")

    def end(self, name: str, *, paid: bool) -> None:
        """End what waits for a bank or a voucher. Errors: UsageError when nothing has that id."""
        if name in self._adyen.payments.kept:
            self._adyen.payments.later(self._adyen.payments.kept[name], paid=paid)
        elif name in self._books.kept["payment_intent"]:
            attempts.ended(self._books, self._books.kept["payment_intent"][name], paid=paid)
        else:
            raise UsageError(f"there is no payment {name[:60]!r}")

    def answer(self, call: Call) -> Answer | None:
        """A page or where it leads; None: the path is no page."""
        if call.path == "/_assay/receipt":
            return _page("Receipt", "<p>The simulator writes no receipts.</p>")
        if not call.path.startswith(_PATH):
            return None
        name = call.path.removeprefix(_PATH)[:200]
        form = parse_qs(call.body.decode("latin-1")) if call.method == "POST" else {}
        done = form.get("do", [None])[0]
        waiting = self._payable(name)
        if waiting:
            return self._act(name, authorized=done == "authorize") if done else self._ask(name, waiting)
        session = self._books.kept["checkout.session"].get(name)
        if session:
            return self._session(session, form.get("method", [None])[0])
        return _page("Nothing here", "<p>No payment waits for the shopper at this address.</p>", 404)

    def _payable(self, name: str) -> Object | None:
        """What a page asks the shopper about: title, amount, whether it waits still, and how it stands."""
        payment, session = self._adyen.payments.kept.get(name), self._adyen.sessions.kept.get(name)
        if said := payment or session:
            open_still = said.get("state") in ("waiting", "pending") or said.get("status") == "active"
            amount = told(said["amount"]["value"], said["amount"]["currency"].lower())
            about = said.get("type", "checkout page")
            return {"about": about, "amount": amount, "open": open_still, "status": said.get("state") or said["status"]}
        for kind in ("payment_intent", "setup_intent"):
            if intent := self._books.kept[kind].get(name):
                about = str(self._books.hidden[name].get("page", ""))
                amount = told(intent["amount"], intent["currency"]) if "amount" in intent else "no amount: it is saved"
                open_still = intent["status"] == "requires_action"
                return {"about": about, "amount": amount, "open": open_still, "status": intent["status"]}
        return None

    def _act(self, name: str, *, authorized: bool) -> Answer:
        back = self.leave(name, authorized=authorized)
        if back:
            return Answer(303, b"", {"Location": _header(back)})
        status = escape((self._payable(name) or {})["status"])
        return _page("Done", f"<p>The payment is <b>{status}</b>. The shop named no address to return to.</p>")

    def _ask(self, name: str, said: Object) -> Answer:
        if not said["open"]:
            return _page("Nothing to do", f"<p>The payment is <b>{escape(said['status'])}</b>.</p>")
        yes, no = ("Pay the voucher", "Let it expire") if said["about"] == "voucher" else ("Authorize", "Fail")
        return _page(
            f"Test {said['about']}",
            f"<p>{escape(said['amount'].upper())}<br><small>{escape(name)}</small></p>"
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
        kinds = session["payment_method_types"]
        methods = [*(cards.tokens() if "card" in kinds else ()), *(kind for kind in kinds if kind != "card")]
        options = "".join(f"<option>{escape(method)}</option>" for method in methods)
        refused = f"<p><b>{escape(message)}</b></p>" if message else ""
        cancel = session["cancel_url"] or ""
        away = (
            f'<p><a href="{escape(cancel)}">Back to the shop</a></p>'
            if cancel.startswith(("http://", "https://"))
            else ""
        )
        amount = told(session["amount_total"], session["currency"]).upper()
        return (
            f"<p>{escape(amount)}</p>{refused}<form method='post'><label>Pay with "
            f"<select name='method'>{options}</select></label> "
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
