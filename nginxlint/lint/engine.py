"""One walk over a configuration: nginx's own checks and all rules together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nginxlint.config.occurring import occurs
from nginxlint.lint.checks import DIRECTIVE_CONTEXTS, Checks, complaint
from nginxlint.lint.context import Report
from nginxlint.lint.finding import Failure, Finding, Fix, Label, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nginxlint.config.complaint import Complaint
    from nginxlint.config.configuration import Configuration
    from nginxlint.host.machine import Machine
    from nginxlint.lint.collect import Collector
    from nginxlint.lint.index import RuleEntry
    from nginxlint.lint.registration import Rule
    from nginxlint.syntax.tree import Directive

    _Call = tuple[RuleEntry, Report, Callable[[Directive, Report], None]]

DOCS_URL = "https://github.com/nginxlint/nginxlint/blob/main/docs/rules/{}.md"


class Engine:
    """Runs rules over configurations.

    ``rules`` are those that are selected, by id. Rules that ask the machine run only if there is a
    ``machine``. A rule that raises is named in ``failures`` and not asked again; the others go on.
    """

    def __init__(
        self,
        rules: Mapping[str, RuleEntry],
        machine: Machine | None,
        collector: Collector,
        chosen: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self._chosen = chosen or {}
        self.failures: list[Failure] = []
        self._machine = machine
        self._collector = collector
        self._rules = {name: entry for name, entry in rules.items() if machine is not None or not entry.host}
        self._instances: dict[str, Rule | None] = {}

    @property
    def active(self) -> frozenset[str]:
        """The ids of the rules that run."""
        return frozenset(self._rules)

    def run(self, configuration: Configuration) -> None:
        """Check one configuration."""
        for met in configuration.complaints:
            self._complain(met, configuration)
        self._walk(configuration)
        for entry in self._rules.values():
            whole = entry.whole
            if whole is None:
                continue
            if whole and not any(occurs(configuration, wanted) for wanted in whole):
                continue
            self._call(entry, "configuration", configuration, None)

    def _walk(self, configuration: Configuration) -> None:
        for directive, problems in Checks(configuration).problems():
            for problem in problems:
                if problem.rule in self._rules:
                    self._complain(complaint(problem, directive), configuration)
        calls = self._calls(configuration)
        if not calls:
            return
        failed: set[str] = set()
        # In nginx's order, not rule by rule: what was read together lies together in memory.
        for directive in configuration.everything:
            wanting = calls.get(directive.name)
            if wanting is not None and directive.context in DIRECTIVE_CONTEXTS:
                for entry, report, method in wanting:
                    if failed and entry.id in failed:
                        continue
                    report.reading = directive.reading
                    try:
                        method(directive, report)
                    except (Exception, SystemExit) as error:
                        self._fail(entry, error, f"failed at {directive.source.name}:{directive.line}")
                        failed.add(entry.id)

    def _calls(self, configuration: Configuration) -> dict[str, list[_Call]]:
        """The methods that want to see the directives that occur, by the name of the directive."""
        calls: dict[str, list[_Call]] = {}
        for entry in self._rules.values():
            needed = any(occurs(configuration, wanted) for wanted in entry.directives)
            rule = self._instance(entry) if needed else None
            if rule is None:
                continue
            report = self._report(entry, configuration)
            for attribute, subscription in type(rule).subscriptions():
                if subscription.kind == "directive":
                    for name in dict.fromkeys(wanted.partition(" ")[0] for wanted in subscription.names):
                        if name in configuration.by_name:
                            calls.setdefault(name, []).append((entry, report, getattr(rule, attribute)))
        return calls

    # -- calling rules -----------------------------------------------------------------------------

    def _instance(self, entry: RuleEntry) -> Rule | None:
        if entry.id not in self._instances:
            try:
                rule = self._instances[entry.id] = entry.load()()
                if entry.id in self._chosen:
                    rule.chosen = self._chosen[entry.id]
            except (Exception, SystemExit) as error:
                self._fail(entry, error, "could not be loaded")
        return self._instances[entry.id]

    def _fail(self, entry: RuleEntry, error: BaseException, what: str) -> None:
        self._instances[entry.id] = None
        self.failures.append(
            Failure(f"the rule {entry.id} {what}: {type(error).__name__}: {error}; the other rules went on")
        )

    def _report(self, entry: RuleEntry, configuration: Configuration) -> Report:
        return Report(
            entry.id,
            entry.category,
            entry.level,
            configuration,
            self._machine,
            self._collector.add,
            None if entry.origin else DOCS_URL.format(entry.id),
        )

    def _call(self, entry: RuleEntry, kind: str, subject: object, met: Complaint | None) -> None:
        rule = self._instance(entry)
        if rule is None:
            return
        configuration = subject
        report = self._report(entry, configuration)  # type: ignore[arg-type]
        for attribute, subscription in type(rule).subscriptions():
            if subscription.kind == kind:
                try:
                    getattr(rule, attribute)(subject if met is None else met, report)
                except (Exception, SystemExit) as error:
                    self._fail(entry, error, "failed")
                    return

    def _complain(self, met: Complaint, configuration: Configuration) -> None:
        entry = self._rules.get(met.rule)
        if entry is None or (met.needs_host and self._machine is None):
            return
        rule = self._instance(entry)
        if rule is None:
            return
        if any(subscription.kind == "problem" for _, subscription in type(rule).subscriptions()):
            self._call(entry, "problem", configuration, met)
            return
        self._collector.add(finding(met, entry), met.reading)


def finding(met: Complaint, entry: RuleEntry) -> Finding:
    """A problem that was met while reading, as a finding of its rule."""
    fix = Fix(met.fix_message, met.edits, met.safe) if met.edits else None
    return Finding(
        rule=met.rule,
        category=entry.category,
        severity=Severity[met.severity.upper()],
        message=met.message,
        source=met.source,
        span=met.span,
        label=met.label,
        help=met.help,
        url=None if entry.origin else DOCS_URL.format(entry.id),
        related=tuple(Label(span, text) for span, text in met.related),
        fix=fix,
    )
