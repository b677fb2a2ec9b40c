"""Safe fixes: an unmet finding and the text of its file -> edits that mend it.

A *family* is a module of this package that states FIX and `mend(finding, data, context)` -> edits. `mend` is pure: it
looks at nothing but what it is given, and answers with no edit at all where more than one answer is right. Families are
found by folder.
"""
