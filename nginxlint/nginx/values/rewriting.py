"""if, rewrite, return, set, and other directives that define a variable.

src/http/modules/ngx_http_rewrite_module.c, src/stream/ngx_stream_return_module.c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx import spelling
from nginxlint.nginx.values import numbers
from nginxlint.nginx.values.names import check_defined
from nginxlint.nginx.values.regex import check_regex
from nginxlint.nginx.values.say import choice, invalid, shown
from nginxlint.nginx.values.text import check_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.nginx.problem import Problem
    from nginxlint.nginx.values.call import Call

_FLAGS = ("last", "break", "redirect", "permanent")
_TESTS = ("-f", "-d", "-e", "-x", "!-f", "!-d", "!-e", "!-x")
_MATCHES = ("~", "~*", "!~", "!~*")
_RULE = "invalid-if-condition"


def _if(call: Call) -> Iterator[Problem]:
    args = list(call.args)
    # where each word begins in its argument, once the parenthesis before it is cut off
    cut = [0] * len(args)
    if not args[0].startswith("("):
        yield invalid(
            0,
            f"the condition of `if` must stand in parentheses, and {shown(args[0])} does not",
            "Write it as in `if ($request_method = POST)`.",
            rule=_RULE,
        )
        return
    if not args[-1].endswith(")"):
        yield invalid(
            len(args) - 1,
            f"the condition of `if` has no closing parenthesis behind {shown(args[-1])}",
            "Write `)` at the end of the condition.",
            rule=_RULE,
        )
        return
    first, last = 0, len(args) - 1
    if args[0] == "(":
        first = 1
    else:
        args[0], cut[0] = args[0][1:], 1
    if args[last] == ")":
        last -= 1
    elif args[last].endswith(")"):
        args[last] = args[last][:-1]
    words = args[first : last + 1]
    if not words or (len(words) == 1 and not words[0]):
        yield invalid(0, "the condition of `if` is empty", rule=_RULE)
        return
    head = words[0]
    if head.startswith("$") and len(head) > 1:
        yield from _comparison(words, first, cut)
    elif (len(head) == 2 and head[0] == "-") or (len(head) == 3 and head[:2] == "!-"):
        yield from _file_test(words, first)
    else:
        yield _not_a_condition(head, first, words)


def _comparison(words: list[str], first: int, cut: list[int]) -> Iterator[Problem]:
    if len(words) == 1:
        yield from _glued(words[0], first)
        return
    operator = words[1]
    if len(words) != 3:
        yield _combined(words, first)
        return
    value, at = words[2], first + 2
    if operator in ("=", "!="):
        yield from check_text(at, value, offset=cut[at] if at < len(cut) else 0)
    elif operator in _MATCHES:
        yield from check_regex(at, value, caseless=operator.endswith("*"))
    else:
        meant = {"==": "=", "===": "=", "!==": "!=", "<>": "!=", "=~": "~", "is": "="}.get(operator)
        yield invalid(
            first + 1,
            f"`if` has no operator {shown(operator)}",
            f"Write `{meant}`."
            if meant
            else "It has `=` and `!=` for text, `~`, `~*`, `!~` and `!~*` for patterns.",
            meant,
            safe=meant is not None,
            rule=_RULE,
        )


def _glued(word: str, at: int) -> Iterator[Problem]:
    """A single word is a variable; everything behind the ``$`` is its name."""
    if " " in word:
        yield invalid(
            at,
            f"{shown(word)} is read as the name of one variable, which does not exist",
            "Take the quotes around the whole condition away.",
            rule=_RULE,
        )
        return
    for operator in ("!=", "==", "=", "!~*", "!~", "~*", "~"):
        name, found, value = word.partition(operator)
        if found:
            right = "=" if operator == "==" else operator
            mended = f"{name} {right} {value}"
            yield invalid(
                at,
                f"`{word}` is read as the name of one variable, which does not exist",
                f"Put blanks around the operator: `if ({mended})`.",
                rule=_RULE,
            )
            return


def _combined(words: list[str], first: int) -> Problem:
    for index, word in enumerate(words):
        if word in ("&&", "||", "and", "or", "AND", "OR"):
            return invalid(
                first + index,
                f"`if` cannot join conditions with `{word}`",
                "It takes one comparison. Join several with a `map` of both variables, "
                "or by setting a variable in one `if` after another.",
                rule=_RULE,
            )
    if len(words) == 2 and words[1] in ("=", "!=", *_MATCHES):
        return invalid(
            first + 1,
            f"the condition of `if` has nothing behind `{words[1]}`",
            'Write what to compare with; nothing is `""`.',
            rule=_RULE,
        )
    return invalid(
        first,
        f"the condition of `if` has {len(words)} words, and it takes one or three",
        "Write a variable, or a variable, an operator and a value; put a value with blanks in quotes.",
        rule=_RULE,
    )


def _file_test(words: list[str], first: int) -> Iterator[Problem]:
    if len(words) != 2:
        yield invalid(
            first,
            f"`{words[0]}` in `if` takes one file name, and {len(words) - 1} words follow",
            "Put a name with blanks in quotes; join conditions with `map`."
            if len(words) > 2
            else "Write it as in `if (-f $request_filename)`.",
            rule=_RULE,
        )
    elif words[0] not in _TESTS:
        yield invalid(
            first,
            f"`if` has no test `{words[0]}`",
            "It has `-f` (file), `-d` (folder), `-e` (either) and `-x` (executable).",
            rule=_RULE,
        )
    else:
        yield from check_text(first + 1, words[1])


def _not_a_condition(head: str, first: int, words: list[str]) -> Problem:
    help_ = "Write the variable first, as in `if ($host = example.com)`."
    if head.startswith("!$"):
        help_ = f'There is no `!`: write `if ({head[1:]} = "")`, or compare with `!=`.'
    elif len(words) == 3 and words[2].startswith("$"):
        help_ = f"Write the variable first: `if ({words[2]} {words[1]} {words[0]})`."
    elif " " in head:
        help_ = "Take the quotes around the whole condition away."
    elif head.startswith("("):
        help_ = "Write one pair of parentheses only."
    return invalid(first, f"the condition of `if` begins with {shown(head)}", help_, rule=_RULE)


def _rewrite(call: Call) -> Iterator[Problem]:
    args = call.args
    if not args[1] and call.dialect.version >= (1, 17, 7):
        yield invalid(1, "the replacement of `rewrite` is empty", "Write `/` for the start page.")
        return
    wrong = list(check_regex(0, args[0]))
    if wrong:
        yield from wrong
        return
    if len(args) == 3 and args[2] not in _FLAGS:
        near = args[2].lower() if args[2].lower() in _FLAGS else spelling.nearest(args[2], _FLAGS)
        codes = {"301": "permanent", "302": "redirect", "R=301": "permanent", "R": "redirect"}
        near = near or codes.get(args[2].strip("[]").partition(",")[0])
        near = "last" if args[2] in ("[L]", "[L,QSA]", "[QSA,L]") else near
        yield invalid(
            2,
            f"`rewrite` takes {choice(_FLAGS)} as its flag, not {shown(args[2])}",
            f"Did you mean `{near}`?" if near else None,
            near,
        )
        return
    text = args[1].removesuffix("?")
    yield from check_text(1, text)


def _return(call: Call) -> Iterator[Problem]:
    args = call.args
    if call.context.startswith("stream"):
        yield from check_text(0, args[0])
        return
    code = numbers.number(args[0])
    if code is None:
        if len(args) == 1 and args[0].startswith(("http://", "https://", "$scheme")):
            yield from check_text(0, args[0])
            return
        yield _no_code(args[0], len(args))
    elif code > 999:
        yield invalid(0, f"{shown(args[0])} is not a status code", "Write one like `404`.")
    elif len(args) == 2:
        yield from check_text(1, args[1])


def _no_code(value: str, count: int) -> Problem:
    if count == 1 and value.startswith(("/", "$")):
        return invalid(
            0,
            f"`return` with one argument takes a status code or a whole address, not {shown(value)}",
            f"Write the code first: `return 302 {value};`.",
            f"302 {value}",
        )
    return invalid(
        0,
        f"`return` takes a status code first, not {shown(value)}",
        'Write it as in `return 301 https://$host$request_uri;` or `return 200 "text";`.',
    )


def _set(call: Call) -> Iterator[Problem]:
    wrong = list(check_defined(call.dialect, 0, call.args[0], call.context))
    if wrong:
        yield from wrong
        return
    yield from check_text(1, call.args[1])


def _defines(call: Call) -> Iterator[Problem]:
    yield from check_defined(call.dialect, 0, call.args[0], call.context)


CHECKERS = {
    "if": _if,
    "rewrite": _rewrite,
    "return": _return,
    "set": _set,
    "auth_request_set": _set,
    "perl_set": _defines,
}
