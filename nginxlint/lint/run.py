"""A whole run: from the paths that were given to the outcome that is reported."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.complaint import Complaint
from nginxlint.config.distribution import MARK
from nginxlint.config.plan import Plan, make_plan
from nginxlint.config.progress import Progress
from nginxlint.lint.causes import without_consequences
from nginxlint.lint.collect import Collector
from nginxlint.lint.engine import Engine, finding
from nginxlint.lint.finding import Failure, Finding, Outcome, Severity, Silenced
from nginxlint.lint.suppress import Suppression, suppressions
from nginxlint.lint.templates import is_certain_in
from nginxlint.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from nginxlint.config.given import Request
    from nginxlint.host.machine import Machine, Settings
    from nginxlint.lint.index import RuleEntry
    from nginxlint.lint.policy import Policy
    from nginxlint.nginx.dialect import Dialect
    from nginxlint.syntax.tree import Document


class Options(NamedTuple):
    """How to lint: the rules to run by id, all rules that exist, the nginx to answer for, whether to
    ask the machine.

    ``host`` is ``None`` for "if the files are this machine's own, or a root is given"; ``asking`` says
    how the machine is asked.
    """

    rules: Mapping[str, RuleEntry]
    all_rules: Mapping[str, RuleEntry]
    dialect: Dialect
    host: bool | None = None
    allow_empty: bool = False
    asking: Settings | None = None
    failures: tuple[str, ...] = ()
    policy: Policy | None = None


class Run(NamedTuple):
    """What a run found, and what it was found in."""

    outcome: Outcome
    plan: Plan


def lint(request: Request, options: Options, progress: Progress | None = None) -> Run:
    """Lint what a request names. ``progress`` is kept up to date, for somebody who waits."""
    started = time.perf_counter()
    progress = progress or Progress()
    plan = make_plan(request, options.dialect, progress)
    failures = [Failure(text) for text in (*options.failures, *plan.failures)]
    machine = _machine(request, options, plan)
    if machine is not None and not machine.knows_user:
        failures.append(Failure(f"--as-user: the machine has no user `{machine.settings.as_user}`"))
    collector = Collector(_shown(plan))
    policy = options.policy
    engine = Engine(options.rules, machine, collector, None if policy is None else policy.options)
    progress.directives = sum(len(configuration.everything) for configuration in plan.configurations)
    for configuration in plan.configurations:
        engine.run(configuration)
    failures.extend(engine.failures)
    documents = {
        id(document.source): document
        for configuration in plan.configurations
        for document in configuration.documents()
    }
    if not documents and not failures and not options.allow_empty:
        failures.append(Failure(_nothing(request, plan)))
    found = list(without_consequences(collector.findings(), documents))
    kept, silenced = _suppress(found, documents, engine, options, plan)
    if policy is not None:
        kept = list(policy.judge(kept, request.cwd))
    sources = [document.source for document in documents.values()]
    names = [source.name for source in sources if not (source.path or "").startswith(MARK)]
    outcome = Outcome(
        findings=tuple(kept),
        failures=tuple(failures),
        files=len(names),
        names=tuple(sorted(names)),
        suppressed=len(silenced),
        silenced=tuple(silenced),
        seconds=time.perf_counter() - started,
    )
    return Run(outcome, plan)


def _nothing(request: Request, plan: Plan) -> str:
    paths = ", ".join(request.paths)
    left_out = "; the settings exclude what is there" if plan.excluded else ""
    return f"no nginx configuration found in {paths}{left_out}"


def _machine(request: Request, options: Options, plan: Plan) -> Machine | None:
    wanted = options.host
    if wanted is None:
        wanted = plan.live or request.root is not None
    if not wanted:
        return None
    from nginxlint.files.system import FileSystem
    from nginxlint.host.machine import Machine

    # The machine is asked beyond the boundary of what is read: whether a file is there, not what it says.
    return Machine(FileSystem(request.root), live=plan.live, settings=options.asking)


def _shown(plan: Plan) -> Callable[[Finding], bool]:
    shown = plan.shown
    is_certain = is_certain_in(
        document for configuration in plan.configurations for document in configuration.documents()
    )

    def is_shown(found: Finding) -> bool:
        if not is_certain(found):
            return False
        # The lines of a file that a package brings are not those of the server's own copy.
        places = (found.source, *(label.span.source for label in found.related))
        if any((source.path or "").startswith(MARK) for source in places):
            return False
        return (found.source.path or found.source.name) in shown or any(
            (label.span.source.path or label.span.source.name) in shown for label in found.related
        )

    return is_shown


# -- suppressions ----------------------------------------------------------------------------------


def _suppress(
    findings: list[Finding],
    documents: Mapping[int, Document],
    engine: Engine,
    options: Options,
    plan: Plan,
) -> tuple[list[Finding], list[Silenced]]:
    by_source: dict[int, list[Suppression]] = {}
    for key, document in documents.items():
        text = document.source.text
        if "nginxlint" in text or "nginx-lint" in text:
            found = suppressions(document.tokens)
            if found:
                by_source[key] = found
    if not by_source:
        return findings, []
    kept: list[Finding] = []
    hidden: list[Silenced] = []
    for found_one in findings:
        start = None if found_one.span is None else found_one.span.start
        covering = [
            comment
            for comment in by_source.get(id(found_one.source), ())
            if comment.covers(found_one.rule, start)
        ]
        if covering:
            hidden.append(Silenced(found_one, "comment", covering[0].reason))
        else:
            kept.append(found_one)
    shown = _shown(plan)
    partial = {
        id(document.source)
        for configuration in plan.configurations
        if not configuration.is_whole
        for document in configuration.documents()
    }
    need_reason = options.policy is not None and options.policy.require_reason
    for key, comments in by_source.items():
        for comment in comments:
            if comment.foreign:
                continue
            if need_reason and comment.rules and not comment.reason:
                found_one = finding(_without_reason(comment), options.all_rules["invalid-ignore-comment"])
                if "invalid-ignore-comment" in options.rules and shown(found_one):
                    kept.append(found_one)
            for complaint in _about(comment, engine.active, options.all_rules, key not in partial):
                entry = options.rules.get(complaint.rule)
                if entry is not None:
                    one = finding(complaint, entry)
                    if shown(one):
                        kept.append(one)
    kept.sort(key=lambda one: one.sort_key())
    return kept, hidden


def _without_reason(comment: Suppression) -> Complaint:
    names = ", ".join(rule for rule, _ in comment.rules)
    return Complaint(
        rule="invalid-ignore-comment",
        severity="warning",
        source=comment.comment.source,
        span=comment.comment.span,
        message="this comment hides findings and doesn't say why",
        help=f"Write the reason behind it: `# nginxlint: {comment.kind}[{names}] reason`.",
    )


def _about(
    comment: Suppression,
    active: frozenset[str],
    rules: Mapping[str, RuleEntry],
    whole: bool,
) -> Iterable[Complaint]:
    """What is wrong with a suppression itself."""
    token = comment.comment
    if not comment.rules:
        yield Complaint(
            rule="invalid-ignore-comment",
            severity="warning",
            source=token.source,
            span=token.span,
            message="this comment names no rule, so it hides nothing",
            help=f"Write `# nginxlint: {comment.kind}[rule-id] reason`.",
        )
        return
    for rule, place in comment.rules:
        if rule not in rules:
            near = _nearest(rule, rules)
            yield Complaint(
                rule="invalid-ignore-comment",
                severity="warning",
                source=token.source,
                span=place,
                message=f"there is no rule `{rule}`, so this comment hides nothing",
                help=f"Did you mean `{near}`?" if near else "`nginxlint rules` lists all rules.",
                edits=(Edit.replace(place, near),) if near else (),
                fix_message=f"write `{near}`" if near else "",
            )
    known = [rule for rule, _ in comment.rules if rule in rules]
    unused = [rule for rule in known if rule not in comment.used and rule in active]
    if not unused or not whole:
        return
    if len(unused) == len(comment.rules):
        yield Complaint(
            rule="unused-ignore-comment",
            severity="info",
            source=token.source,
            span=token.span,
            message=f"nothing here breaks {_list(unused)} any more: the comment hides nothing",
            help="Take the comment out.",
            edits=(_removal(comment),),
            fix_message="take the comment out",
            safe=True,
        )
        return
    left = ", ".join(rule for rule, _ in comment.rules if rule not in unused)
    inside = token.source.span(comment.rules[0][1].start, comment.rules[-1][1].end)
    yield Complaint(
        rule="unused-ignore-comment",
        severity="info",
        source=token.source,
        span=next(place for rule, place in comment.rules if rule in unused),
        message=f"nothing here breaks {_list(unused)} any more",
        help=f"Write `[{left}]`.",
        edits=(Edit.replace(inside, left),),
        fix_message=f"write `[{left}]`",
        safe=True,
    )


def _list(names: list[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)


def _nearest(rule: str, rules: Mapping[str, RuleEntry]) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(rule, rules, n=1)), None)


def _removal(comment: Suppression) -> Edit:
    """Takes a comment out, with its line if nothing else is on it, with the space before it otherwise."""
    token = comment.comment
    text = token.source.text
    line_start = text.rfind("\n", 0, token.start) + 1
    before = text[line_start : token.start]
    if before.strip():
        return Edit(token.source, line_start + len(before.rstrip()), token.end, "")
    return Edit(token.source, line_start, min(token.end + 1, len(text)), "")


def worst(outcome: Outcome) -> Severity | None:
    """The highest severity among the findings, ``None`` without findings."""
    return max((found.severity for found in outcome.findings), default=None)
