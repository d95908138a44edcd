"""Mistakes that break a configuration's structure: braces, semicolons, quotes, foreign syntax."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mistakes import Change, Maker, insert, one_of, remove, replace

if TYPE_CHECKING:
    import random

    from scan import Document, Statement, Token

# Directives that take any number of arguments: nginx swallows what follows a lost semicolon.
GREEDY = ("index", "server_name", "try_files", "gzip_types", "valid_referers", "ssl_protocols")


def _last_word(statement: Statement) -> Token:
    return statement.words[-1]


def _alone_on_line(document: Document, token: Token) -> bool:
    start = document.text.rfind("\n", 0, token.start) + 1
    end = document.line_end(token.end)
    around = document.text[start : token.start] + document.text[token.end : end]
    return not around.strip()


def missing_semicolon(document: Document, rng: random.Random) -> Change | None:
    """A directive without the semicolon at its end."""
    found = one_of(rng, [s for s in document.simple if s.name not in GREEDY])
    return None if found is None else remove(found.mark, _last_word(found).end - 1)


def swallowed_directive(document: Document, rng: random.Random) -> Change | None:
    """The same after a directive that takes the next one for its arguments."""
    places = [
        s for s in document.simple if s.name in GREEDY and not s.free and _followed_by_line(document, s)
    ]
    found = one_of(rng, places)
    return None if found is None else remove(found.mark, _last_word(found).end - 1)


def _followed_by_line(document: Document, statement: Statement) -> bool:
    """Whether the next thing after a statement is a simple directive on a line of its own."""
    for other in document.statements:
        if other.start > statement.start:
            between = document.text[statement.end : other.start]
            return other.close is None and "\n" in between and not between.strip()
    return False


def comment_swallows_semicolon(document: Document, rng: random.Random) -> Change | None:
    """A remark written before the semicolon."""
    places = [s for s in document.simple if document.text[s.end : s.end + 1] in ("\n", "\r")]
    found = one_of(rng, places)
    remark = rng.choice(("see the wiki", "was different before", "prod", "TODO check"))
    return (
        None
        if found is None
        else Change(found.mark.start, found.mark.end, f" # {remark};", also=(_last_word(found).end - 1,))
    )


def mark_for_semicolon(document: Document, rng: random.Random) -> Change | None:
    """A colon or a comma where the semicolon belongs."""
    found = one_of(rng, document.simple)
    return None if found is None else replace(found.mark, rng.choice(":,"))


def missing_closing_brace(document: Document, rng: random.Random) -> Change | None:
    """A block that is not closed; its brace's line goes with it, or stays empty."""
    found = one_of(rng, document.blocks)
    if found is None or found.close is None:
        return None
    close = found.close
    # Between the last token of the block and the next one, the brace may stand anywhere.
    last = found.children[-1].end if found.children else found.mark.end
    before = tuple(range(last - 1, close.start))
    if _alone_on_line(document, close) and rng.random() < 0.6:
        start = document.text.rfind("\n", 0, close.start) + 1
        end = min(document.line_end(close.end) + 1, len(document.text))
        return Change(start, end, "", 0, before)
    return remove(close, *before)


def extra_closing_brace(document: Document, rng: random.Random) -> Change | None:
    """One brace too many, after a block or inside it."""
    found = one_of(rng, document.blocks)
    if found is None or found.close is None:
        return None
    if rng.random() < 0.3:
        return insert(found.close.end, "}", 0, (found.close.start,))
    indent = document.indent(found)
    return insert(found.close.end, f"\n{indent}}}", 1 + len(indent), (found.close.start,))


def missing_opening_brace(document: Document, rng: random.Random) -> Change | None:
    """A block whose opening brace was forgotten."""
    found = one_of(rng, document.blocks)
    return None if found is None else remove(found.mark, _last_word(found).end - 1)


def semicolon_after_block(document: Document, rng: random.Random) -> Change | None:
    """A semicolon after a closing brace, as in C."""
    found = one_of(rng, document.blocks)
    return None if found is None else insert(found.end, ";")


def _words(document: Document) -> list[Token]:
    return [t for s in document.statements for t in s.args]


def _quoted(document: Document) -> list[Token]:
    return [t for t in _words(document) if t.quote]


def unclosed_quote(document: Document, rng: random.Random) -> Change | None:
    """A string whose closing quote is missing."""
    places = _quoted(document)
    if not places:
        return None
    found = rng.choice(places)
    return Change(found.end - 1, found.end, "", 0, (found.start,))


def stray_quote(document: Document, rng: random.Random) -> Change | None:
    """A quote before a word that nothing closes."""
    places = [t for t in _words(document) if not t.quote and re.match(r"[\w/.$-]", t.raw)]
    return insert(rng.choice(places).start, rng.choice("\"'")) if places else None


def smart_quotes(document: Document, rng: random.Random) -> Change | None:
    """Typographic quotes, from a word processor or a blog."""
    places = [t for t in _quoted(document) if re.search(r"\s", t.value)]
    if not places:
        return None
    found = rng.choice(places)
    left, right = "“”" if found.quote == '"' else "‘’"
    return replace(found, left + found.raw[1:-1] + right)


def non_breaking_space(document: Document, rng: random.Random) -> Change | None:
    """A no-break space between a name and its argument, or in the indentation."""
    found = one_of(rng, [s for s in document.statements if s.args])
    if found is None:
        return None
    if rng.random() < 0.5 and document.indent(found):
        return insert(found.start, "\u00a0")
    return Change(found.words[0].end, found.words[1].start, "\u00a0")


def merge_conflict(document: Document, rng: random.Random) -> Change | None:
    """A conflict of two branches that git left in the file."""
    places = [s for s in document.simple if _whole_lines(document, s)]
    found = one_of(rng, places)
    if found is None:
        return None
    start = document.text.rfind("\n", 0, found.start) + 1
    end = document.line_end(found.end)
    mine = document.text[start:end]
    new = f"<<<<<<< HEAD\n{mine}\n=======\n{mine}\n>>>>>>> feature/renew"
    return Change(start, end, new)


def _whole_lines(document: Document, statement: Statement) -> bool:
    start = document.text.rfind("\n", 0, statement.start) + 1
    rest = document.text[statement.end : document.line_end(statement.end)]
    return not document.text[start : statement.start].strip() and not rest.strip()


def else_block(document: Document, rng: random.Random) -> Change | None:
    """An `else`, which nginx does not have."""
    found = one_of(rng, document.named("if"))
    return None if found is None else insert(found.end, " else {\n    return 403;\n}", 1)


def line_comment(document: Document, rng: random.Random) -> Change | None:
    """A comment with two slashes, on a line of its own or behind a directive."""
    found = one_of(rng, [s for s in document.simple if _whole_lines(document, s)])
    if found is None:
        return None
    remark = rng.choice(("the old server", "do not change", "for the shop"))
    if rng.random() < 0.5:
        return insert(found.start, f"// {remark}\n{document.indent(found)}")
    return insert(found.end, f" // {remark}", 1)


def block_comment(document: Document, rng: random.Random) -> Change | None:
    """A comment between slash and star."""
    found = one_of(rng, [s for s in document.simple if _whole_lines(document, s)])
    return None if found is None else insert(found.start, f"/* keep this */\n{document.indent(found)}")


def mark_after_name(document: Document, rng: random.Random) -> Change | None:
    """A name followed by = or :, as in other languages."""
    places = [s for s in document.simple if s.args and not s.free]
    found = one_of(rng, places)
    if found is None:
        return None
    mark = rng.choice((" =", ":", "="))
    return insert(found.words[0].end, mark)


def brace_glued_to_dollar(document: Document, rng: random.Random) -> Change | None:
    r"""`location ~ \.php${`: without a space before it the brace belongs to the word."""
    places = [s for s in document.blocks if s.args and _last_word(s).raw.endswith("$")]
    found = one_of(rng, places)
    return None if found is None else Change(_last_word(found).end, found.mark.start, "")


def brace_in_regex(document: Document, rng: random.Random) -> Change | None:
    """A regular expression with a repeat count that no quotes protect."""
    places = [
        s
        for s in document.named("location", "rewrite")
        if any(_is_pattern(s, t) and not t.quote for t in s.args)
    ]
    found = one_of(rng, places)
    if found is None:
        return None
    return _unquoted(found, "[0-9]{2}")


def semicolon_in_regex(document: Document, rng: random.Random) -> Change | None:
    """A regular expression with a semicolon in it that no quotes protect."""
    places = [s for s in document.named("location") if any(_is_pattern(s, t) and not t.quote for t in s.args)]
    found = one_of(rng, places)
    if found is None:
        return None
    return _unquoted(found, ";v")


def _unquoted(statement: Statement, more: str) -> Change:
    """Put `more` at the end of a directive's pattern, without the quotes that it needs there."""
    pattern = next(t for t in statement.args if _is_pattern(statement, t))
    end = "$" if pattern.raw.endswith("$") else ""
    new = pattern.raw.removesuffix("$") + more + end
    return Change(pattern.start, pattern.end, new, meant=f"'{new}'")


def _is_pattern(statement: Statement, token: Token) -> bool:
    if statement.name == "rewrite":
        return token is statement.words[1]
    words = statement.words
    return len(words) == 3 and words[1].value in ("~", "~*") and token is words[2]


def unclosed_variable(document: Document, rng: random.Random) -> Change | None:
    """A variable in braces whose closing brace is missing."""
    places = [
        (t.start + m.start(), t.start + m.end(), m[1])
        for s in document.simple
        if s.name in ("proxy_pass", "return", "set", "rewrite", "proxy_set_header", "add_header")
        for t in s.args[-1:]
        for m in re.finditer(r"\$([a-z_]+)", t.raw)
    ]
    if not places:
        return None
    start, end, name = rng.choice(places)
    return Change(start, end, "${" + name)


STRUCTURAL: dict[str, Maker] = {
    "missing-semicolon": missing_semicolon,
    "swallowed-directive": swallowed_directive,
    "comment-swallows-semicolon": comment_swallows_semicolon,
    "mark-for-semicolon": mark_for_semicolon,
    "missing-closing-brace": missing_closing_brace,
    "extra-closing-brace": extra_closing_brace,
    "missing-opening-brace": missing_opening_brace,
    "semicolon-after-block": semicolon_after_block,
    "unclosed-quote": unclosed_quote,
    "stray-quote": stray_quote,
    "smart-quotes": smart_quotes,
    "non-breaking-space": non_breaking_space,
    "merge-conflict": merge_conflict,
    "else-block": else_block,
    "line-comment": line_comment,
    "block-comment": block_comment,
    "mark-after-name": mark_after_name,
    "brace-glued-to-dollar": brace_glued_to_dollar,
    "brace-in-regex": brace_in_regex,
    "semicolon-in-regex": semicolon_in_regex,
    "unclosed-variable": unclosed_variable,
}
