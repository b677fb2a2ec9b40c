"""Nothing sensitive that a recording holds is anywhere in the lake or the reports, in any usual form."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import quote

import seeding
from assay.engine.check import Options, check
from assay.reports import json as json_report
from assay.tables import all_tables

PERSON = {"firstName": "Philippa", "lastName": "Quillfeather", "email": "philippa.quillfeather@mail.harbour.example"}
ADDRESS = {"address1": "17 Lantern Wharf", "city": "Saltmarsh", "postalCode": "QX4 7ZZ", "phone": "+44 20 7946 0123"}


def secrets() -> list[str]:
    values = [*seeding.PLACEHOLDERS.values(), *PERSON.values(), *ADDRESS.values()]
    return [value for value in values if len(value) > 3]


def forms(value: str) -> list[bytes]:
    return [value.encode(), quote(value, safe="").encode(), base64.b64encode(value.encode()).rstrip(b"=")]


def test_no_byte_of_the_lake_or_a_report_gives_it_away(tmp_path: Path) -> None:
    root = seeding.copy_example(tmp_path / "checkout")
    har = next(root.glob("packages/nordpay-integration/e2e/__har__/*/recording.har"))
    log = json.loads(har.read_text())
    placeholders = seeding.PLACEHOLDERS
    body = {**PERSON, "billing": ADDRESS, "card": {"number": placeholders["{{pan}}"], "cvv": placeholders["{{cvv}}"]}}
    entry = log["log"]["entries"][1]
    entry["request"]["postData"] = {"mimeType": "application/json", "text": json.dumps(body)}
    entry["request"]["url"] += f"?token={placeholders['{{jwt}}']}&email={quote(PERSON['email'])}"
    entry["request"]["headers"].append({"name": "Authorization", "value": f"Bearer {placeholders['{{jwt}}']}"})
    entry["response"]["content"]["text"] = json.dumps({"customer": body, "key": placeholders["{{stripe_key}}"]})
    har.write_text(json.dumps(log))
    source = f"export const key = '{placeholders['{{stripe_key}}']}';\nexport const mail = '{PERSON['email']}';\n"
    (root / "packages/nordpay-integration/src/config.ts").write_text(source)

    result = check(root, Options(lake=tmp_path / "lake", as_of=seeding.AS_OF))
    result.evidence.require(all_tables())
    found = result.db.execute("select count(*) from sensitive_datum").fetchone()
    assert found and found[0] > 5
    bodies = result.db.execute(
        "select request_body, response_body from call where request_body like '%cvv%'"
    ).fetchall()
    assert bodies
    # Three digits may stand anywhere by chance, so the security code is looked for where it was sent.
    assert not [body for row in bodies for body in row if f'"cvv":"{placeholders["{{cvv}}"]}"' in (body or "")]
    dump = "\n".join(
        str(row)
        for (table,) in result.db.execute("select table_name from duckdb_tables()").fetchall()
        for row in result.db.execute(f'select * from "{table}"').fetchall()
    ).encode()
    report = json_report.render(result, root).encode()
    stored = b"".join(file.read_bytes() for file in (tmp_path / "lake").rglob("*") if file.is_file())
    for value in secrets():
        for form in forms(value):
            for place, data in (("tables", dump), ("report", report), ("lake", stored)):
                assert form not in data, f"{value[:4]}… is in the {place}"
