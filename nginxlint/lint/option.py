"""Options of rules: what a settings file may choose under ``[rules.RULE-ID]``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, overload

if TYPE_CHECKING:
    from nginxlint.lint.registration import Rule

Value = TypeVar("Value", bool, int, float, str, "tuple[str, ...]")

KINDS = {bool: "boolean", int: "integer", float: "number", str: "string", tuple: "strings"}
"""The name of each type that an option may have."""


class OptionSpec(NamedTuple):
    """What is known of an option without the code of its rule.

    ``name`` is spelled as in a settings file. ``kind`` is one of ``KINDS``; the default of ``strings`` is a
    list. ``least`` and ``most`` bound numbers, ``choices`` are the only values allowed, if there are any.
    """

    name: str
    kind: str
    default: bool | int | float | str | list[str]
    doc: str
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()

    def problem(self, value: object) -> str | None:
        """What is wrong with a value of a settings file, ``None`` if nothing is."""
        if not self._fits(value):
            return f"takes {self.wanted()}, not {_shown(value)}"
        if self.choices:
            wrong = [
                word for word in (value if isinstance(value, list) else [value]) if word not in self.choices
            ]
            if wrong:
                return f"takes {self.wanted()}, not {_shown(wrong[0])}"
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if self.least is not None and value < self.least:
                return f"must be {self.least:g} or more, not {value}"
            if self.most is not None and value > self.most:
                return f"must be {self.most:g} or less, not {value}"
        return None

    def _fits(self, value: object) -> bool:
        match self.kind:
            case "boolean":
                return isinstance(value, bool)
            case "integer":
                return isinstance(value, int) and not isinstance(value, bool)
            case "number":
                return isinstance(value, (int, float)) and not isinstance(value, bool)
            case "string":
                return isinstance(value, str)
            case _:
                return isinstance(value, list) and all(isinstance(word, str) for word in value)

    def wanted(self) -> str:
        """What the option takes, in words."""
        if self.choices:
            words = ", ".join(f'"{choice}"' for choice in self.choices)
            return f"a list of {words}" if self.kind == "strings" else f"one of {words}"
        return {
            "boolean": "true or false",
            "integer": "a whole number",
            "number": "a number",
            "string": "a text",
            "strings": "a list of texts",
        }[self.kind]


class Option(Generic[Value]):
    """An option of a rule, as an attribute of its class: ``limit = Option(1024, "The largest number …")``.

    On an instance the attribute is the value that the settings choose, or the default; its type is that of
    the default. ``doc`` is a sentence for the rule's page. ``least`` and ``most`` bound numbers;
    ``choices`` are the only texts allowed.
    """

    def __init__(
        self,
        default: Value,
        doc: str,
        *,
        least: float | None = None,
        most: float | None = None,
        choices: tuple[str, ...] = (),
    ) -> None:
        self.default: Value = default
        self._doc = doc
        self._least = least
        self._most = most
        self._choices = choices
        self._name = ""

    def __set_name__(self, owner: type[Rule], name: str) -> None:
        self._name = name

    @overload
    def __get__(self, rule: None, owner: type[Rule]) -> Option[Value]: ...
    @overload
    def __get__(self, rule: Rule, owner: type[Rule]) -> Value: ...
    def __get__(self, rule: Rule | None, owner: type[Rule]) -> Option[Value] | Value:
        if rule is None:
            return self
        chosen: Value = rule.chosen.get(self._name.replace("_", "-"), self.default)
        return chosen

    def spec(self) -> OptionSpec:
        """The option without its code."""
        default = self.default
        return OptionSpec(
            name=self._name.replace("_", "-"),
            kind=KINDS[type(default)],
            default=list(default) if isinstance(default, tuple) else default,
            doc=self._doc,
            least=self._least,
            most=self._most,
            choices=self._choices,
        )


def _shown(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"'
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return str(value)
