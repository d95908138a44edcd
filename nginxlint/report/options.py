"""What a caller may choose about a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from nginxlint.report.paths import Folders

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nginxlint.lint.finding import Severity


class RuleMetadata(Protocol):
    """What formats that describe rules (SARIF) say of one.

    ``title`` is one line, ``explanation`` the rule's page in Markdown; ``url`` is where that page
    is published, or ``None``. ``severity`` is the one that its findings have as a rule.
    """

    @property
    def id(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def title(self) -> str: ...
    @property
    def explanation(self) -> str: ...
    @property
    def url(self) -> str | None: ...


def no_rules() -> Sequence[RuleMetadata]:
    """Describe no rule; SARIF then says of a rule what its findings say."""
    return ()


class Options(NamedTuple):
    """How to render.

    ``color`` and ``links`` (OSC 8 hyperlinks) are decided by the caller, ``width`` is in terminal
    columns. ``verbose`` adds surrounding lines and all inclusions, ``quiet`` leaves out summary and
    links to explanations, ``statistics`` adds counts by rule. ``cwd`` is the absolute working folder,
    ``base`` the one that paths in CI formats are relative to, if it is another. ``github`` makes text
    harmless for the GitHub Actions runner, which reads commands out of a step's output.
    ``show_suppressed`` adds what comments and the baseline hide, in formats that can say so. ``rules`` is
    asked only by formats that describe rules.
    """

    color: bool = False
    width: int = 80
    links: bool = False
    verbose: int = 0
    quiet: bool = False
    statistics: bool = False
    cwd: str = ""
    github: bool = False
    show_suppressed: bool = False
    rules: Callable[[], Sequence[RuleMetadata]] = no_rules
    base: str = ""

    @property
    def folders(self) -> Folders:
        """What paths in CI formats are relative to."""
        return Folders(self.cwd, self.base)
