"""HTML pages and templates -> script_load, url_literal, source_words: what a page loads, what it names."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from assay.model import Collector, Row, Source, SourceError, Target
from assay.model.paths import is_test_path
from assay.syntax.address import parse_address
from assay.syntax.words import source_words
from assay.tables.component import SourceWords
from assay.tables.security import ScriptLoad, UrlLiteral

COLLECTOR = Collector(
    name="html",
    tool="HTML pages and templates",
    about="Reads the scripts and the other resources that a page asks for.",
    fills=(ScriptLoad, UrlLiteral, SourceWords),
    domains=("security", "api"),
    max_bytes=2_000_000,
)
_SUFFIXES = ("html", "htm", "ejs", "hbs", "handlebars", "njk", "liquid", "twig")
#: Attribute that holds an address, by tag, and what it is for.
_ADDRESSES = {
    **dict.fromkeys(("script", "img", "iframe", "source", "video", "audio", "embed"), ("src", "resource")),
    "link": ("href", "resource"),
    "form": ("action", "request"),
    "a": ("href", "link"),
    "object": ("data", "resource"),
}
_LOADING = frozenset(("stylesheet", "preload", "modulepreload", "prefetch", "icon", "manifest", "preconnect"))


def find(target: Target) -> Iterator[str]:
    """Pages and templates by their suffix."""
    yield from target.suffixed(*_SUFFIXES)


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError when the file is not text, or no HTML that can be read."""
    if b"\0" in source.data[:8192]:
        raise SourceError("is not text", where=source.path, remedy="Rename it or exclude it in assay.toml.")
    page = _Page(is_test_path(source.path))
    try:
        page.feed(source.text)
        page.close()
    except (AssertionError, ValueError) as error:
        raise SourceError(
            f"is no HTML that can be read: {error}", where=source.path, remedy="Mend the file."
        ) from error
    yield from page.rows
    if not is_test_path(source.path):
        yield source_words(source.data)


class _Page(HTMLParser):
    """Collects rows while the parser meets tags; comments and the text of scripts are left out."""

    def __init__(self, is_test: bool) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._is_test = is_test

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, purpose = _ADDRESSES.get(tag, ("", ""))
        written = given.get(name)
        if not written:
            return
        if tag == "link" and not _LOADING & set((given.get("rel") or "").lower().split()):
            purpose = "link"
        address = parse_address(written)
        line = self.getpos()[0]
        if tag == "script":
            self.rows.append(
                ScriptLoad(
                    url=address.shown,
                    host=address.host,
                    via="tag",
                    names_version=address.names_version,
                    integrity="integrity" in given,
                    crossorigin="crossorigin" in given,
                    conditional=False,
                    is_test=self._is_test,
                    line=line,
                )
            )
        if address.host:
            self.rows.append(
                UrlLiteral(
                    url=address.shown,
                    scheme=address.scheme,
                    host=address.host,
                    local=address.local,
                    purpose=purpose,
                    is_test=self._is_test,
                    line=line,
                )
            )
