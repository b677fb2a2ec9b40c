"""Source text -> a parsed file and one pass of concerns over it: what the languages' collectors share.

A *concern* is a module of a collector's package that looks at one thing. It states FILLS (row types), NODES (grammar
node types it wants to see) and `visit(node, file)` -> rows, called once for every such node in document order. It may
have `finish(file)` -> rows, called once when the file is done, and HINTS: a file that holds none of these bytes is
not shown to it at all, nor one that its `wants(file)` declines. What it must remember in between it keeps in
`file.memo`. One that finds its places by their text has only `finish`, and neither NODES nor `visit`.
"""

from .concerns import Concern, Reader
from .file import File, is_generated, line, mentions, source_file, text

__all__ = ["Concern", "File", "Reader", "is_generated", "line", "mentions", "source_file", "text"]
