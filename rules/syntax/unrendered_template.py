from __future__ import annotations

from nginxlint.rule import Rule, Severity


class UnrenderedTemplate(Rule):
    """The file is a template that was not filled in.

    `{{ }}`, `{% %}`, `<% %>` and the like are placeholders of a tool such as Ansible, Helm or
    ERB; nginx never sees them. nginxlint checks what is certain whatever the tool writes there,
    and reports nothing that only the placeholders cause.

    How to fix: nothing, if this file is the template. If nginx is to read it as it is, fill it
    in.
    """

    id = "unrendered-template"
    severity = Severity.INFO
