"""Fixes: chosen, applied together, judged by linting again, and taken back where they do harm.

A round takes all fixes of the present findings that don't overlap, applies them to copies of the
texts and lints those. What doesn't remove its finding, or brings a new error, is left out. Rounds
go on until one changes nothing; that last round is what another run would do, so another run
changes nothing either.
"""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.plan import repository_of
from nginxlint.files.system import FileSystem, UnreadableError, inside
from nginxlint.lint.compare import Change, compare, key_of
from nginxlint.lint.finding import Failure, Finding, Outcome
from nginxlint.lint.patch import Patch, Ranges, fitted
from nginxlint.lint.run import Options, Run, lint
from nginxlint.lint.store import Text, write_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nginxlint.config.given import Request
    from nginxlint.config.plan import Plan
    from nginxlint.config.progress import Progress
    from nginxlint.text.edit import Edit
    from nginxlint.text.source import Source

MAX_LINTS = 300
"""How often texts are linted in search of the fixes that do harm."""

MAX_ROUNDS = 100
"""Rounds after which fixes are taken to lead to further ones for ever."""

_GARBAGE = 4
"""Lints between two collections of their trees."""


class Choice(NamedTuple):
    """Which fixes to apply.

    ``unsafe``: also those that change or guess meaning. ``rules``: those of these rules only,
    ``None`` for all. ``included``: also those in files that the given nginx.conf includes from its
    own folder.
    """

    unsafe: bool = False
    rules: frozenset[str] | None = None
    included: bool = False


class Attempt(NamedTuple):
    """A fix of a finding that was applied, or was not for the ``reason`` that it bears."""

    finding: Finding
    reason: str = ""


class FixedFile(NamedTuple):
    """A text that fixes change.

    ``name`` is what reports call it; ``path`` its real path, ``None`` for standard input. ``kept``
    says of each line of ``after`` which line of ``before`` (from 0) it is, ``patch.NEW`` for
    others. ``linked`` tells that it was written and had further names (hard links), which keep the
    old text.
    """

    name: str
    path: str | None
    before: bytes
    after: bytes
    kept: list[int]
    linked: bool = False


class Fixed(NamedTuple):
    """What fixing came to.

    ``outcome`` is what there is to report afterwards: what remains in the texts as they are then.
    ``files`` are the texts that changed, ``applied`` the fixes in them. ``refused`` are the fixes
    that were taken back, each with the reason. ``barred`` are the findings that have fixes in files
    which may not be changed. ``stdin`` is the text of standard input afterwards.
    """

    outcome: Outcome
    files: tuple[FixedFile, ...] = ()
    applied: tuple[Attempt, ...] = ()
    refused: tuple[Attempt, ...] = ()
    barred: tuple[Finding, ...] = ()
    stdin: bytes | None = None


def fix(
    request: Request,
    options: Options,
    choice: Choice,
    *,
    write: bool,
    progress: Progress | None = None,
) -> Fixed:
    """Lint what a request names and apply the fixes that ``choice`` asks for.

    With ``write`` the files are written; those that can't be are failures of the outcome, and stay
    as they are with all files that share a fix with them. Without it ``outcome`` is that of the
    texts as they were.
    """
    fixer = _Fixer(request, options, choice, progress)
    fixer.run()
    return fixer.written() if write else fixer.proposed()


class _Proposal(NamedTuple):
    """The fix of a finding, its edits by the key of the text that they change."""

    finding: Finding
    edits: Mapping[str, tuple[Edit, ...]]


class _State(NamedTuple):
    texts: dict[str, Text]
    applied: tuple[tuple[Attempt, frozenset[str]], ...]


_Contents = tuple[tuple[str, bytes], ...]


class _Fixer:
    def __init__(self, request: Request, options: Options, choice: Choice, progress: Progress | None) -> None:
        self._request = request
        self._options = options
        self._choice = choice
        self._progress = progress
        # A fix must not bring an error that only rules report which were not selected.
        whole = {name: rule for name, rule in options.all_rules.items() if rule.default}
        self._wide = options._replace(rules={**whole, **options.rules})
        self._known: dict[tuple[bool, _Contents], Outcome] = {}
        self._lints = 0
        self._stdin = _stdin_key(request)
        self._plan: Plan | None = None
        self._first: Outcome | None = None
        self._state = _State({}, ())
        self._refused: dict[int, Attempt] = {}
        self._barred: list[Finding] = []
        self._allowed: dict[str, bool] = {}
        self._circling: set[str] = set()

    # -- rounds ------------------------------------------------------------------------------------

    def run(self) -> None:
        """Go from round to round until nothing changes any more."""
        self._first = self._outcome({}, wide=False)
        while rules := self._settled():
            # Start again without them: what the others do must not depend on where the circle broke.
            self._circling |= rules
            self._state = _State({}, ())

    def _settled(self) -> set[str]:
        """Go through the rounds; gives the rules whose fixes lead in a circle, none if all is well."""
        rounds = [_rules_of(self._state)]
        seen = {_contents(self._state.texts): 0}
        while len(rounds) <= MAX_ROUNDS:
            state = self._round(self._state)
            if state is None:
                return set()
            rounds.append(_rules_of(state, since=self._state))
            self._state = state
            again = seen.setdefault(_contents(state.texts), len(rounds) - 1)
            if again != len(rounds) - 1:
                return set().union(*rounds[again + 1 :])
        return rounds[-1]

    def _round(self, state: _State) -> _State | None:
        """The state after one round, ``None`` if it changes nothing."""
        self._refused = {}
        self._barred = []
        outcome = self._outcome(state.texts, wide=False)
        proposals = self._choose(outcome.findings)
        if not proposals:
            return None
        accepted = self._settle(state, proposals)
        if not accepted:
            return None
        patches = _patches(accepted)
        texts = dict(state.texts)
        for key, patch in patches.items():
            texts[key] = _changed(state.texts.get(key), patch)
            if texts[key].data == texts[key].first.encode():
                del texts[key]
        applied = tuple((Attempt(one.finding), frozenset(one.edits)) for one in accepted)
        return _State(texts, (*state.applied, *applied))

    # -- choosing ----------------------------------------------------------------------------------

    def _choose(self, findings: Iterable[Finding]) -> list[_Proposal]:
        """The fixes to try together: in the order of the findings, those that no earlier one
        overlaps.
        """
        taken: dict[str, Ranges] = {}
        sources: dict[str, Source] = {}
        chosen = []
        for finding in sorted(findings, key=_order):
            if not self._wanted(finding):
                continue
            proposal = self._proposal(finding, sources)
            if proposal is None:
                continue
            if finding.rule in self._circling:
                self._refuse(proposal, "fixes like it lead to one another without end")
                continue
            ranges = {key: taken.setdefault(key, Ranges()) for key in proposal.edits}
            if all(ranges[key].free(edit) for key, edits in proposal.edits.items() for edit in edits):
                for key, edits in proposal.edits.items():
                    ranges[key].take(edits)
                chosen.append(proposal)
        return chosen

    def _wanted(self, finding: Finding) -> bool:
        rules = self._choice.rules
        return (
            finding.fix is not None
            and (finding.fix.safe or self._choice.unsafe)
            and (rules is None or finding.rule in rules)
        )

    def _proposal(self, finding: Finding, sources: dict[str, Source]) -> _Proposal | None:
        assert finding.fix is not None
        groups: dict[str, list[Edit]] = {}
        for edit in finding.fix.edits:
            key = key_of(edit.source)
            if not self._may_change(key):
                self._barred.append(finding)
                return None
            # A dump may hold another text of the same path than the disk does.
            if sources.setdefault(key, edit.source).text != edit.source.text:
                return None
            groups.setdefault(key, []).append(edit)
        edits = {}
        for key, group in groups.items():
            fit = fitted(group)
            if fit is None:
                return None
            edits[key] = fit
        return _Proposal(finding, edits) if edits else None

    def _may_change(self, key: str) -> bool:
        if key not in self._allowed:
            self._allowed[key] = key == self._stdin or self._is_given(key)
        return self._allowed[key]

    def _is_given(self, real: str) -> bool:
        plan, request = self._plan, self._request
        assert plan is not None
        paths = [os.path.join(request.cwd, path) for path in request.paths if path != "-"]
        if self._choice.included and real in plan.shown:
            return any(inside(real, os.path.realpath(os.path.dirname(path))) for path in paths)
        if real not in plan.given:
            return False
        for path in paths:
            if not os.path.isdir(path):
                if _real(plan.files, path) == real:
                    return True
                continue
            folder = os.path.realpath(path)
            # A symlink in a given folder names its file, but not one of somebody else's.
            home = request.root or repository_of(folder) or folder
            if plan.live or inside(real, folder) or inside(real, os.path.realpath(home)):
                return True
        return False

    # -- judging -----------------------------------------------------------------------------------

    def _settle(self, state: _State, proposals: list[_Proposal]) -> list[_Proposal]:
        """The proposals that can be applied together without harm."""
        base = self._outcome(state.texts, wide=True)
        change = None
        while proposals:
            change = self._try(state, base, proposals)
            if not change.remaining:
                break
            useless = {id(finding) for finding in change.remaining}
            for proposal in proposals:
                if id(proposal.finding) in useless:
                    self._refuse(proposal, "its finding was still there afterwards")
            proposals = [one for one in proposals if id(one.finding) not in useless]
        if change is None or not change.errors or not proposals:
            return proposals
        # The fixes in the files with new errors are the likeliest to have brought them.
        files = {key_of(finding.source) for finding in change.errors}
        likely = [one for one in proposals if files.intersection(one.edits)]
        others = [one for one in proposals if not files.intersection(one.edits)]
        return self._halve(state, base, self._halve(state, base, [], others), likely)

    def _halve(
        self, state: _State, base: Outcome, accepted: list[_Proposal], proposals: list[_Proposal]
    ) -> list[_Proposal]:
        """``accepted`` with those of ``proposals`` that do no harm beside them."""
        if not proposals:
            return accepted
        if self._lints >= MAX_LINTS:
            for proposal in proposals:
                self._refuse(proposal, "too many fixes failed to try each of them by itself")
            return accepted
        change = self._try(state, base, [*accepted, *proposals])
        if not change.remaining and not change.errors:
            return [*accepted, *proposals]
        if len(proposals) == 1:
            self._refuse(proposals[0], _reason(change))
            return accepted
        middle = len(proposals) // 2
        accepted = self._halve(state, base, accepted, proposals[:middle])
        return self._halve(state, base, accepted, proposals[middle:])

    def _refuse(self, proposal: _Proposal, reason: str) -> None:
        self._refused[id(proposal.finding)] = Attempt(proposal.finding, reason)

    def _try(self, state: _State, base: Outcome, proposals: list[_Proposal]) -> Change:
        patches = _patches(proposals)
        texts = dict(state.texts)
        for key, patch in patches.items():
            texts[key] = _changed(state.texts.get(key), patch)
        outcome = self._outcome(texts, wide=True)
        fixed = {_identity(proposal.finding): proposal.finding for proposal in proposals}
        change = compare(base.findings, outcome.findings, patches, lambda one: _identity(one) in fixed)
        errors = change.errors
        failed = set(outcome.failures).difference(base.failures)
        if failed and not errors:
            message = min(failed).message
            errors = [proposal.finding._replace(message=message) for proposal in proposals]
        remaining = [fixed[_identity(finding)] for finding in change.remaining]
        return Change(remaining, errors)

    def _outcome(self, texts: Mapping[str, Text], *, wide: bool) -> Outcome:
        """What linting finds with ``texts`` in the place of the files' contents."""
        if wide and self._wide.rules.keys() == self._options.rules.keys():
            wide = False
        contents = _contents(texts)
        known = self._known.get((wide, contents))
        if known is not None:
            return known
        self._lints += 1
        if self._lints % _GARBAGE == 0:
            gc.collect()
        run = self._lint(dict(contents), self._wide if wide else self._options)
        if self._plan is None:
            self._plan = run.plan
        self._known[wide, contents] = run.outcome
        return run.outcome

    def _lint(self, contents: dict[str, bytes], options: Options) -> Run:
        request = self._request
        if self._stdin in contents:
            request = request._replace(stdin=contents.pop(self._stdin))
        return lint(request._replace(overlay=contents), options, self._progress)

    # -- results -----------------------------------------------------------------------------------

    def proposed(self) -> Fixed:
        """The result if nothing is written."""
        assert self._first is not None
        return self._fixed(self._first, self._state, {})

    def written(self) -> Fixed:
        """Write the files, and give the result."""
        failures, linked = write_texts(
            {key: text for key, text in self._state.texts.items() if key != self._stdin},
            [keys for _, keys in self._state.applied if len(keys) > 1],
        )
        state = self._state
        if failures:
            state = _State(
                {key: text for key, text in state.texts.items() if key not in failures},
                tuple(one for one in state.applied if not one[1].intersection(failures)),
            )
        outcome = self._outcome(state.texts, wide=False)
        more = tuple(Failure(text) for text in failures.values())
        outcome = outcome._replace(failures=(*outcome.failures, *more))
        return self._fixed(outcome, state, linked)

    def _fixed(self, outcome: Outcome, state: _State, linked: Mapping[str, bool]) -> Fixed:
        files = [
            FixedFile(
                text.first.name,
                None if key == self._stdin else key,
                text.first.encode(),
                text.data,
                text.kept,
                linked.get(key, False),
            )
            for key, text in state.texts.items()
            if text.data != text.first.encode()
        ]
        stdin = self._request.stdin
        if self._stdin in state.texts:
            stdin = state.texts[self._stdin].data
        return Fixed(
            outcome,
            tuple(sorted(files, key=lambda file: file.name)),
            tuple(attempt for attempt, _ in state.applied),
            tuple(self._refused.values()),
            tuple(self._barred),
            stdin,
        )


def _order(finding: Finding) -> tuple[str, int, int, int]:
    """As in reports, but of findings at one place those first that speak of the nearest other one.

    Blocks that all end where the file does must be closed from the inside.
    """
    if finding.span is None:
        return finding.source.name, -1, -1, 0
    _, start, end = finding.span
    others = [label.span.start for label in finding.related if label.span.source is finding.source]
    return finding.source.name, start, end, -max((at for at in others if at <= start), default=-1)


def _rules_of(state: _State, since: _State | None = None) -> set[str]:
    """The rules whose fixes made a state, or made it out of an earlier one."""
    applied = state.applied[len(since.applied) if since else 0 :]
    return {attempt.finding.rule for attempt, _ in applied}


def _stdin_key(request: Request) -> str:
    """The key of the text on standard input; empty, which no file has, if there is none."""
    if request.stdin is None:
        return ""
    if request.stdin_name == "<stdin>":
        return request.stdin_name
    files = FileSystem(request.root)
    return _real(files, os.path.join(request.cwd, request.stdin_name)) or request.stdin_name


def _real(files: FileSystem, path: str) -> str | None:
    machine = files.machine_path(os.path.abspath(path))
    try:
        return None if machine is None else files.resolve(machine)
    except UnreadableError:
        return None


def _identity(finding: Finding) -> tuple[object, ...]:
    """The same for a finding in two runs over the same texts."""
    return (
        finding.rule,
        key_of(finding.source),
        finding.span and finding.span[1:],
        finding.message,
    )


def _patches(proposals: Iterable[_Proposal]) -> dict[str, Patch]:
    edits: dict[str, list[Edit]] = {}
    for proposal in proposals:
        for key, group in proposal.edits.items():
            edits.setdefault(key, []).extend(group)
    return {key: Patch(group[0].source, group) for key, group in edits.items()}


def _changed(text: Text | None, patch: Patch) -> Text:
    if text is None:
        source = patch.source
        return Text(source, patch.data(), patch.kept(range(len(source.line_starts))))
    return Text(text.first, patch.data(), patch.kept(text.kept))


def _contents(texts: Mapping[str, Text]) -> _Contents:
    return tuple((key, texts[key].data) for key in sorted(texts))


def _reason(change: Change) -> str:
    if change.remaining:
        return "its finding was still there afterwards"
    error = change.errors[0]
    place = error.source.name if error.span is None else f"{error.source.name}:{error.span.line}"
    return f"it would bring a new error ({place}: {error.message})"
