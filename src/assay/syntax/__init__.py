"""Source text -> a parsed file and one pass of concerns over it: what the languages' collectors share.

A *concern* is a module of a collector's package that looks at one thing and states FILLS (row types). It may have

- NODES (grammar node types it wants to see) and `visit(node, file)` -> rows, called for every such node in document
  order; what it must remember in between it keeps in `file.memo`;
- `finish(file)` -> rows, called once when the file is done. One that finds its places by their text has only this;
- TESTS: it is shown the code of tests only (True) or none of it (False);
- HINTS (words), FORMS (expressions as hyperscan takes them) and `house(conventions)` -> words: a file that holds
  none of these is not shown to it. WORDS decide nothing, but `mentions` answers for them as for HINTS.
"""

from .concerns import Concern, Reader
from .file import File, errors, is_generated, line, mentions, source_file, text

__all__ = ["Concern", "File", "Reader", "errors", "is_generated", "line", "mentions", "source_file", "text"]
