from __future__ import annotations

from nginxlint.rule import Rule, Severity


class TextAfterQuote(Rule):
    """Text follows directly on a closing quote.

    A quoted word ends at its closing quote; nginx wants a blank, `;`, `{` or `)` next and refuses
    to start otherwise. Quotes can't be put round a part of a word.

    How to fix: close the quote at the end of the word: `"/srv/www/html"`.
    """

    id = "text-after-quote"
    severity = Severity.ERROR
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)
