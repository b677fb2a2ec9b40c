"""`assay.model.escape`, where reports used to find it."""

from assay.model.escape import json_text, markdown, one_line, printable, xml_text

__all__ = ["json_text", "markdown", "one_line", "printable", "xml_text"]
