from __future__ import annotations

from nginxlint.rule import Rule, Severity


class MergeConflictMarker(Rule):
    """A mark of an unresolved merge stands in the file.

    Lines that begin with `<<<<<<<`, `=======` or `>>>>>>>` were left by git: both versions of the
    lines between them are in the file. nginx takes the marks for directives and refuses to start.

    How to fix: keep one of the two versions and take the marks out.
    """

    id = "merge-conflict-marker"
    severity = Severity.ERROR
    references = ("https://git-scm.com/docs/git-merge#_how_conflicts_are_presented",)
