from __future__ import annotations

from nginxlint.rule import Rule, Severity


class ModuleNotAvailable(Rule):
    """A directive of a module that this nginx may not have.

    Not every nginx is built with every module. Without the module the name is unknown, and nginx
    refuses to start. Where it isn't known which modules are there, this is a remark; where it is
    (settings, the machine), an error. What `load_module` names in any of the files read is taken to be there.

    How to fix: install the package that the message names, load the module with `load_module` at
    the top of nginx.conf, or take the line out.

    When to ignore: if the module is built in; name it in the settings.
    """

    id = "module-not-available"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/ngx_core_module.html#load_module",)
