"""May a directive stand here, with this many arguments, with or without a block?

nginx asks in this order (src/core/ngx_conf_file.c, ngx_conf_handler): is the name known, does
an entry of that name fit the context, does it end in ``;`` or a block as it has to, and is the
number of arguments right. The first answer that is no stops it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx.problem import Problem, Severity
from nginxlint.nginx.version import since

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from nginxlint.nginx.availability import Availability
    from nginxlint.nginx.dialect import Dialect
    from nginxlint.nginx.facts import DirectiveFact

#: how a person names a context
PLACES = {
    "main": "the top level of nginx.conf",
    "events": "`events`",
    "http": "`http`",
    "server": "`server`",
    "location": "`location`",
    "if-in-server": "an `if` in `server`",
    "if-in-location": "an `if` in `location`",
    "limit_except": "`limit_except`",
    "upstream": "`upstream`",
    "mail": "`mail`",
    "mail-server": "a `server` in `mail`",
    "stream": "`stream`",
    "stream-server": "a `server` in `stream`",
    "stream-upstream": "an `upstream` in `stream`",
    "rtmp": "`rtmp`",
    "rtmp-server": "a `server` in `rtmp`",
    "rtmp-application": "an `application` in `rtmp`",
    "rtmp-recorder": "a `recorder` in `rtmp`",
}


def place(context: str) -> str:
    """Return the words for a context: "`server`", "an `if` in `location`"."""
    return PLACES.get(context, f"`{context}`")


def places(contexts: Collection[str]) -> str:
    """Return the words for several contexts, in the order of nesting: "`http`, `server` or
    `location`"."""
    order = list(PLACES)
    ranked = sorted(contexts, key=lambda c: (order.index(c) if c in PLACES else len(order), c))
    words = [place(context) for context in ranked]
    if len(words) > 1:
        return f"{', '.join(words[:-1])} or {words[-1]}"
    return words[0] if words else "nowhere"


def _part(context: str) -> str:
    """Return http, stream, mail or rtmp: what of nginx a context belongs to."""
    first = context.partition("-")[0]
    return first if first in ("stream", "mail", "rtmp") else "http"


def check_directive(
    dialect: Dialect, name: str, args: Sequence[str], context: str, block: bool
) -> list[Problem]:
    """Return what nginx has against a directive of this name with these arguments in ``context``.

    ``args`` are the values without quotes (for a block, without the brace), ``block`` says
    that it is followed by a block. At most one error, as nginx stops there, and what it warns of.
    """
    if name in dialect.extra:
        return []
    fact = dialect.find(name, context)
    if fact is None:
        return [_not_here(dialect, name, context)]
    if not dialect.has(fact):
        from nginxlint.nginx.availability import explain  # only names that are wrong need it

        return [_unavailable(dialect, explain(dialect, fact))]
    wrong = _shape(fact, len(args), block)
    if wrong is not None:
        return [wrong]
    return _deprecated(dialect, fact)


def _not_here(dialect: Dialect, name: str, context: str) -> Problem:
    """The name is unknown, of another version, or not for this context."""
    others = [fact for fact in dialect.facts(name) if fact.exists_in(dialect.version)]
    ours = [fact for fact in others if dialect.has(fact)]
    if ours:
        allowed = {item for fact in ours for item in fact.contexts}
        allowed = {item for item in allowed if _part(item) == _part(context)} or allowed
        return Problem(
            "invalid-directive-context",
            "error",
            -1,
            f"`{name}` may not stand in {place(context)}: nginx refuses to start",
            f"It belongs in {places(allowed)}.",
        )
    from nginxlint.nginx.availability import availability

    found = availability(dialect, name, context) or availability(dialect, name)
    if found is not None and found.status in ("removed", "too-new"):
        return _other_version(dialect, found)
    if found is not None:
        return _unavailable(dialect, found)
    return _unknown(dialect, name, context)


def _unknown(dialect: Dialect, name: str, context: str) -> Problem:
    message = f"nginx has no directive `{name}`: it refuses to start"
    if name.startswith(("if(", "if!")):
        return Problem(
            "unknown-directive",
            "error",
            -1,
            message,
            "Put a space between `if` and its condition: `if (...)`.",
            f"if {name[2:]}",
            True,
            2,
            len(name),
        )
    if name in ("else", "elseif", "elsif", "elif"):
        return Problem(
            "unknown-directive",
            "error",
            -1,
            message,
            "nginx has no `else`: write a second `if`, or choose the value with `map`.",
        )
    near = dialect.nearest(name, context)
    if near is None:
        return Problem("unknown-directive", "error", -1, message, None)
    if near in dialect.names(context):
        return Problem("unknown-directive", "error", -1, message, f"Did you mean `{near}`?", near)
    where = places(dialect.contexts(near))
    return Problem(
        "unknown-directive",
        "error",
        -1,
        message,
        f"Did you mean `{near}`? It belongs in {where}, not in {place(context)}.",
    )


def _other_version(dialect: Dialect, found: Availability) -> Problem:
    name = found.fact.name
    if found.status == "removed":
        help_ = f"Write {found.instead} instead." if found.instead else "Take the line out."
        return Problem(
            # A page of its own: what to write instead is known, and so many have it.
            "ssl-directive-deprecated" if name == "ssl" else "removed-directive",
            "error",
            -1,
            f"nginx {dialect.version} no longer has `{name}` (gone since {found.removed}): "
            "it refuses to start",
            help_,
        )
    from nginxlint.nginx.availability import BACKPORTED

    if name in BACKPORTED:
        return Problem(
            "directive-too-new",
            "warning",
            -1,
            f"`{name}` came with nginx {found.since}: nginx {dialect.version} has it only where a "
            "distribution added it, and refuses to start elsewhere",
            "Use a newer version, or take the line out.",
        )
    return Problem(
        "directive-too-new",
        "error",
        -1,
        f"nginx {dialect.version} does not have `{name}` yet: it refuses to start",
        f"`{name}` came with nginx {found.since}. Use that version, or take the line out.",
    )


def _unavailable(dialect: Dialect, found: Availability) -> Problem:
    """The directive is a module's that this nginx may not have."""
    name = found.fact.name
    certain = dialect.complete or found.status == "not-built"
    severity: Severity = "error" if certain else "info"
    said: str
    help_: str | None
    then = "nginx refuses to start" if certain else "an nginx without it refuses to start"
    rule = "commercial-directive" if found.status == "commercial" else "module-not-available"
    match found.status:
        case "commercial":
            said, help_ = f"only NGINX Plus has `{name}`", "The open-source nginx lacks it."
        case "fork":
            said, help_ = f"only {found.project} has `{name}`", "nginx itself lacks it."
        case "not-built":
            said = f"this nginx is built without {found.module}, which `{name}` needs"
            help_ = f"Build it with `{found.option}`." if found.option else None
            if found.package:
                help_ = f"Install {found.package}, or take the line out."
        case _:
            said = f"`{name}` comes with the module {found.project}, which is not part of nginx"
            help_ = "It has to be built in or loaded with `load_module`."
            if found.package:
                help_ = f"Debian and Ubuntu have it in the package {found.package}."
    return Problem(rule, severity, -1, f"{said}: {then}", help_)


def _shape(fact: DirectiveFact, count: int, block: bool) -> Problem | None:
    """Check block or no block, then the number of arguments."""
    name = fact.name
    if block and not fact.block:
        return Problem(
            "missing-semicolon",
            "error",
            -1,
            f"`{name}` takes no block: nginx refuses to start",
            f"End it with a semicolon instead of opening a brace: `{name} ...;`.",
        )
    if fact.block and not block:
        return Problem(
            "missing-opening-brace",
            "error",
            -1,
            f"`{name}` needs a block in braces: nginx refuses to start",
            f"Write `{name} ... {{ ... }}`.",
        )
    if fact.takes(count):
        return None
    return Problem(
        "invalid-argument-count",
        "error",
        -1,
        f"`{name}` takes {allowed_counts(fact)}, not {_number(count)}: nginx refuses to start",
        _syntax(fact),
    )


def _number(count: int) -> str:
    return "none" if count == 0 else str(count)


def allowed_counts(fact: DirectiveFact) -> str:
    """Return how many arguments a directive takes, in words: "1 or 2 arguments"."""
    if fact.counts is not None:
        counts = sorted(fact.counts)
        last = counts[-1]
        return f"{', '.join(map(str, counts[:-1]))} or {last} arguments"
    low, high = fact.min_args, fact.max_args
    if high is None:
        return f"at least {low} argument{'s' if low != 1 else ''}"
    if high == 0:
        return "no arguments"
    if low == high:
        return f"exactly {low} argument{'s' if low != 1 else ''}"
    joint = "or" if high == low + 1 else "to"
    return f"{low} {joint} {high} arguments"


def _syntax(fact: DirectiveFact) -> str | None:
    if fact.flag:
        return f"Write `{fact.name} on;` or `{fact.name} off;`."
    if fact.max_args == 0:
        return f"Write just `{fact.name}`."
    return None


def _deprecated(dialect: Dialect, fact: DirectiveFact) -> list[Problem]:
    known = fact.deprecated
    if not known:
        return []
    begun = since(known.get("since"))
    if fact.source == "core" and begun is not None and begun > dialect.version:
        return []
    instead = known.get("use")
    if fact.name == "ssl" and fact.source == "core":
        return [
            Problem(
                "ssl-directive-deprecated",
                "warning",
                -1,
                "the directive `ssl` is deprecated, and nginx 1.25.1 has done away with it",
                "Write `ssl` on the `listen` line instead: `listen 443 ssl;`.",
            )
        ]
    since_words = f" since nginx {begun}" if begun is not None and fact.source == "core" else ""
    return [
        Problem(
            "deprecated-directive",
            "warning",
            -1,
            f"`{fact.name}` is deprecated{since_words}: nginx warns and ignores it"
            if fact.source == "core"
            else f"`{fact.name}` is deprecated{since_words}",
            f"Use `{instead}` instead." if instead else "Take the line out.",
        )
    ]
