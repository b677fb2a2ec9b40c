"""The API for pipelines: a run is pushed whole, in one request."""

from __future__ import annotations

import tempfile
from pathlib import Path

import msgspec
from anyio import to_thread
from starlette.datastructures import UploadFile
from starlette.requests import Request

from assay.model import UsageError
from assay.web.rights import Right
from assay.web.routing import endpoint
from assay.web.site import Site
from assay.web.uploads import RECORD, ConflictError, Manifest, Received

_MOST_BYTES = 256 * 1024 * 1024
_MOST_RECORD = 4 * 1024 * 1024
_MOST_FILES = 300


async def push(site: Site, run: str, request: Request) -> Received:
    """Hand in a run: a field `run.json` and one Parquet file for each table, as `assay check --push` sends them."""
    if site.read_only:
        raise UsageError("the lake cannot be written", remedy="Whoever runs the server can let it write there.")
    async with request.form(max_files=_MOST_FILES, max_fields=1, max_part_size=_MOST_RECORD) as form:
        manifest = msgspec.json.decode(str(form.get(RECORD, "")), type=Manifest)
        if manifest.run.id != run:
            raise ConflictError("the record is of another run than the address")
        renamed = site.uploads.renamed(manifest.run)
        if site.uploads.known(renamed):
            return Received(run=run, target=renamed.target, known=True)
        sent = {name: value.file for name, value in form.multi_items() if isinstance(value, UploadFile)}
        with tempfile.TemporaryDirectory(dir=site.lake.root / "tmp", prefix="pushed-") as folder:
            files = await to_thread.run_sync(site.uploads.save, manifest, sent, Path(folder))
            await site.uploads.look_through(renamed, files)
            return await to_thread.run_sync(site.uploads.commit, renamed, files)


push.takes_media = {  # type: ignore[attr-defined]
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": [RECORD],
            "properties": {RECORD: {"type": "string", "contentMediaType": "application/json"}},
            "additionalProperties": {"type": "string", "contentMediaType": "application/vnd.apache.parquet"},
        }
    }
}


ROUTES = [endpoint("/api/v1/runs/{run}", push, needs=Right.PUSH, method="PUT", most_bytes=_MOST_BYTES)]
