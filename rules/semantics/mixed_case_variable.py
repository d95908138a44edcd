from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    Fix,
    Report,
    Rule,
    Severity,
    Spellings,
    on_configuration,
    spellings,
)


class MixedCaseVariable(Rule):
    """One variable is spelled with small letters here and capitals there.

    nginx does not look at the case of a variable's name: `$Backend` and `$backend` are one. Somebody who
    takes them for two is surprised when a `set` of the one changes the other, and a search for one spelling
    misses the rest.

    How to fix: spell it everywhere as where it is defined. If two variables were meant, give one of them
    another name.

    When to ignore: never; the fix changes nothing that nginx does.
    """

    id = "mixed-case-variable"
    severity = Severity.INFO
    fix = "safe"
    references = ("https://nginx.org/en/docs/varindex.html",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for found in spellings(configuration):
            first = found.odd[0]
            more = len(found.odd) - 1
            report.about(first.directive.reading)
            report(
                first.place,
                f"`${first.spelling}` and `${found.right}` are the same variable to nginx",
                help=f"Spell it `${found.right}` here"
                + (f" and in {more} more place{'s' if more > 1 else ''}" if more else "")
                + ", or choose another name if a second variable was meant.",
                related=[(found.model.place, "the other spelling")] if found.model else [],
                fix=_respelt(found, report),
            )


def _respelt(found: Spellings, report: Report) -> Fix | None:
    edits = []
    for one in found.odd:
        text = one.place.text
        # A group's name may be referred to in its own expression.
        if one.spelling not in text or not (text.startswith("$") or text == one.spelling):
            return None
        if text == one.spelling and ("\\k" in one.word or "(?P=" in one.word):
            return None
        edits.append(Edit.replace(one.place, text.replace(one.spelling, found.right)))
    return report.fix(f"spell it `${found.right}`", *edits, safe=True)
