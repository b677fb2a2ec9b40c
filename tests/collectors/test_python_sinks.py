"""Python that makes markup, code and requests. Bytes in, rows out."""

from __future__ import annotations

import pytest

from assay.collectors import python
from assay.model import Row, Source
from assay.tables.security import DynamicCode, HtmlSink, TlsVerification
from assay.tables.service import ClientCallSite


def rows(kind: type[Row], text: str, path: str = "src/shop/pay.py") -> list[Row]:
    return [row for row in python.read(Source(path=path, data=text.encode())) if type(row) is kind]


_SAFE = "from django.utils.safestring import mark_safe\n"


@pytest.mark.parametrize(
    ("text", "constant", "sanitiser"),
    [
        ("mark_safe(name)", False, None),
        ("mark_safe(f'<b>{name}</b>')", False, None),
        ("mark_safe('<b>' + name)", False, None),
        ("mark_safe('<b>%s</b>' % name)", False, None),
        ("mark_safe('<b>fixed</b>')", True, None),
        ("mark_safe(_('fixed ') + '<br>'\n'<hr>')", True, None),
        ("mark_safe(ICON)\n\nICON = '<svg/>'", True, None),
        ("mark_safe('<b>%s</b>' % escape(name))", False, "escape"),
        ("mark_safe(nh3.clean(text))", False, "nh3.clean"),
    ],
)
def test_what_mark_safe_is_given(text: str, constant: bool, sanitiser: str | None) -> None:
    (row,) = rows(HtmlSink, _SAFE + text)
    assert (row.sink, row.constant, row.sanitiser) == ("mark_safe", constant, sanitiser)


def test_names_are_followed_to_their_import() -> None:
    assert [row.sink for row in rows(HtmlSink, "import markupsafe as m\nm.Markup(x)\n")] == ["Markup"]
    assert rows(HtmlSink, "from shop import mark_safe, Markup\nmark_safe(x)\nMarkup(y)\n") == []


@pytest.mark.parametrize(
    ("text", "sink"),
    [
        ("eval(text)", "eval"),
        ("exec('a' + text)", "exec"),
        ("import pickle\npickle.loads(data)", "pickle.loads"),
        ("from pickle import load as read\nread(file)", "pickle.load"),
        ("import yaml\nyaml.load(text)", "yaml.load"),
        ("import yaml\nyaml.load(text, Loader=yaml.Loader)", "yaml.load"),
        ("import subprocess\nsubprocess.run(f'rm {name}', shell=True)", "subprocess.run in a shell"),
        ("import os\nos.system(command)", "os.system in a shell"),
    ],
)
def test_text_that_runs(text: str, sink: str) -> None:
    assert [row.sink for row in rows(DynamicCode, text)] == [sink]


@pytest.mark.parametrize(
    "text",
    [
        "eval('1 + 1')",
        "model.eval(x)",
        "import ast\nast.literal_eval(text)",
        "import yaml\nyaml.load(text, Loader=yaml.CSafeLoader)\nyaml.safe_load(text)",
        "from yaml import SafeLoader, load\nload(text, SafeLoader)",
        "import subprocess\nsubprocess.run(['ls', name])\nsubprocess.run('ls -l', shell=True)",
        "import pickle\npickle.dumps(x)",
        "import json\njson.loads(text)",
    ],
)
def test_text_that_does_not_run(text: str) -> None:
    assert rows(DynamicCode, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import requests\nrequests.get(url, verify=False)", [("verify", False)]),
        ("import httpx\nhttpx.Client(verify=True)", [("verify", True)]),
        ("session.verify = False", [("verify", False)]),
        ("self.client.post(url, verify=False)", [("verify", False)]),
        ("import ssl\ncontext.verify_mode = ssl.CERT_NONE", [("verify_mode", False)]),
        ("import ssl\ncontext.check_hostname = False", [("check_hostname", False)]),
        ("import ssl\nssl._create_unverified_context()", [("ssl._create_unverified_context", False)]),
        ("import jwt\njwt.decode(token, verify=False)", []),
        ("import requests\nrequests.get(url, verify=bundle)", []),
        ("order.verify = False", []),
    ],
)
def test_certificate_verification(text: str, found: list[tuple[str, bool]]) -> None:
    assert [(row.setting, row.enabled) for row in rows(TlsVerification, text)] == found


@pytest.mark.parametrize(
    ("text", "client", "method", "has_timeout", "timeout_ms"),
    [
        ("import requests\nrequests.get('https://a.test/')", "requests", "GET", False, None),
        ("import requests\nrequests.post(url, timeout=3)", "requests", "POST", True, 3000.0),
        ("import requests\nrequests.post(url, timeout=(3.05, 27))", "requests", "POST", True, 27000.0),
        ("import requests\nrequests.post(url, timeout=None)", "requests", "POST", False, None),
        ("import requests\nrequests.post(url, **options)", "requests", "POST", None, None),
        ("from requests import get as g\nLIMIT = 10\ng(url, timeout=LIMIT)", "requests", "GET", True, 10000.0),
        ("import requests\nrequests.get(url, timeout=settings.LIMIT)", "requests", "GET", True, None),
        ("import requests\nrequests.request('patch', url)", "requests", "PATCH", False, None),
        ("import requests\ns = requests.Session()\ns.put(u)", "requests", "PUT", False, None),
        ("import httpx\nhttpx.get(url)", "httpx", "GET", True, 5000.0),
        ("import httpx\nhttpx.get(url, timeout=httpx.Timeout(7))", "httpx", "GET", True, 7000.0),
        ("import httpx\nwith httpx.Client(timeout=2) as c:\n    c.delete(url)", "httpx", "DELETE", True, 2000.0),
        ("import httpx\nc = httpx.AsyncClient(timeout=None)\nc.get(url)", "httpx", "GET", False, None),
        ("import aiohttp\ns = aiohttp.ClientSession()\ns.get(url)", "aiohttp", "GET", True, 300000.0),
        ("from urllib.request import urlopen\nurlopen('https://a.test/')", "urllib", "GET", False, None),
        ("from urllib.request import urlopen\nurlopen(request, None, 4)", "urllib", None, True, 4000.0),
    ],
)
def test_requests_and_their_timeouts(
    text: str, client: str, method: str | None, has_timeout: bool | None, timeout_ms: float | None
) -> None:
    (row,) = rows(ClientCallSite, text)
    assert (row.client, row.method, row.has_timeout, row.timeout_ms) == (client, method, has_timeout, timeout_ms)


def test_a_client_of_an_object_is_known_in_all_its_methods() -> None:
    text = (
        "import requests\nclass Gateway:\n    def __init__(self):\n        self.session = requests.Session()\n"
        "    def charge(self):\n        return self.session.post(self.url, json={})\n"
        "    def refund(self):\n        return self.session.post(self.url, json={})\n"
    )
    assert [row.call_site for row in rows(ClientCallSite, text)] == [
        "requests POST self.url",
        "requests POST self.url 2",
    ]


def test_a_name_of_another_function_is_not_the_client() -> None:
    text = (
        "import requests\ndef a():\n    s = requests.Session()\ndef b(s):\n    s.get('x')\nd = {}\nd.get('requests')\n"
    )
    assert rows(ClientCallSite, text) == []
