"""Changed texts go to their files: those that share a fix all or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nginxlint.files.write import Replacement
    from nginxlint.text.source import Source


class Text(NamedTuple):
    """A changed text: as it was first, and as it is now."""

    first: Source
    data: bytes
    kept: list[int]


def write_texts(
    texts: Mapping[str, Text], groups: Iterable[frozenset[str]]
) -> tuple[dict[str, str], dict[str, bool]]:
    """Write texts to their files, those of a group all or none.

    Gives what was not written with the reason in words, and of what was written whether it had
    further names.
    """
    from nginxlint.files.write import WriteError, prepare

    failures: dict[str, str] = {}
    ready: dict[str, Replacement] = {}
    written: dict[str, bool] = {}
    try:
        for key, text in texts.items():
            try:
                ready[key] = prepare(key, text.first.encode(), text.data)
            except WriteError as error:
                failures[key] = f"{text.first.name}: {error.reason}; it was not changed"
        partners = _partners(groups)
        for key in list(failures):
            _fail_partners(key, texts, partners, failures)
        for key, replacement in list(ready.items()):
            if key in failures:
                continue
            try:
                replacement.commit()
                written[key] = replacement.linked
            except WriteError as error:
                failures[key] = f"{texts[key].first.name}: {error.reason}; it was not changed"
                _fail_partners(key, texts, partners, failures)
                for partner in partners.get(key, ()):
                    if partner in written:
                        del written[partner]
                        text = texts[partner]
                        try:
                            prepare(partner, text.data, text.first.encode()).commit()
                        except WriteError as again:
                            failures[partner] = (
                                f"{text.first.name}: {again.reason}; half of a fix stayed in it"
                            )
    finally:
        for replacement in ready.values():
            replacement.discard()
    return failures, written


def _partners(groups: Iterable[frozenset[str]]) -> dict[str, set[str]]:
    """For each key all those that it is written together with, itself included."""
    partners: dict[str, set[str]] = {}
    for group in groups:
        merged = set(group).union(*(partners.get(key, ()) for key in group))
        for key in merged:
            partners[key] = merged
    return partners


def _fail_partners(
    key: str,
    texts: Mapping[str, Text],
    partners: Mapping[str, set[str]],
    failures: dict[str, str],
) -> None:
    for partner in sorted(partners.get(key, ())):
        if partner not in failures:
            failures[partner] = (
                f"{texts[partner].first.name}: was not changed, "
                f"because the same fix changes {texts[key].first.name}"
            )
