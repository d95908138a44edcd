"""All that a rule may use: import nothing else of nginxlint in a rule.

A rule is one class in one file. Its docstring is the page that ``nginxlint explain`` shows: the first line is
the title; the paragraphs say what is wrong, why it matters, how to fix it, when to ignore it. Its examples are the
files of ``fixtures/rules/<id>/``. What it looks at is said by the decorator of its method::

    class ErrorLogOff(Rule):
        \"\"\"`error_log off` writes a log file called "off".

        ...
        \"\"\"

        id = "error-log-off"
        severity = Severity.WARNING

        @on("error_log")
        def check(self, error_log: Directive, report: Report) -> None:
            if error_log.args[0] == "off":
                report(error_log.args[0], "`error_log off` does not switch the log off: ...")

The engine walks the configuration once and calls the methods. ``API_VERSION`` grows when something that
rules use changes its meaning or goes away.
"""

from __future__ import annotations

from nginxlint.config.complaint import Complaint
from nginxlint.config.configuration import Configuration
from nginxlint.config.passing import unix_socket
from nginxlint.config.servers import Listen, Server
from nginxlint.lint.context import Report
from nginxlint.lint.finding import Fix, Label, Severity
from nginxlint.lint.registration import API_VERSION, Rule, on, on_configuration, on_problem
from nginxlint.syntax.tokens import Token
from nginxlint.syntax.tree import Directive
from nginxlint.text.edit import Edit
from nginxlint.text.source import Source, Span

__all__ = [
    "API_VERSION",
    "Complaint",
    "Configuration",
    "Directive",
    "Edit",
    "Fix",
    "Label",
    "Listen",
    "Report",
    "Rule",
    "Server",
    "Severity",
    "Source",
    "Span",
    "Token",
    "on",
    "on_configuration",
    "on_problem",
    "unix_socket",
]
