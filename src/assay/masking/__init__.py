"""Keeps sensitive values out of the lake: recognises them, masks them in their shape, and fingerprints them with a key.

`names` tell by the name of a field what its value is, `forms` and `cards` by the value's own form. `values`, `bodies`,
`headers` and `addresses` apply both, return what they found, and what may be stored. `scrub` passes once more over
everything on its way to disk.
"""

from __future__ import annotations

from .addresses import mask_path, screen_url
from .bodies import Screened, screen_body
from .fingerprints import fingerprint, set_key
from .forms import FORMS, Form, Hit, Scanner, forms_in
from .headers import screen_header
from .names import kind_of
from .scrub import scrub
from .values import Sensitive, by_form, entropy, is_placeholder, mask_text, mask_value, may_be_masked, sensitive_in

__all__ = [
    "FORMS",
    "Form",
    "Hit",
    "Scanner",
    "Screened",
    "Sensitive",
    "by_form",
    "entropy",
    "fingerprint",
    "forms_in",
    "is_placeholder",
    "kind_of",
    "mask_path",
    "mask_text",
    "mask_value",
    "may_be_masked",
    "screen_body",
    "screen_header",
    "screen_url",
    "scrub",
    "sensitive_in",
    "set_key",
]
