from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, vulnerable_parts


class NginxCve(Rule):
    """This version of nginx has a known vulnerability in a part that the configuration uses.

    The list is that of nginx.org. It is only reported for the nginx that is linted for (`--nginx-version`, or
    the one that is installed), and only if the configuration uses the part that is affected.

    How to fix: install the version that is named, or a later one.

    When to ignore: if nginx comes from a distribution. Debian, Ubuntu, Red Hat and others mend the old
    version without giving it a new number; their security tracker says whether they have.
    """

    id = "nginx-cve"
    severity = Severity.INFO
    references = ("https://nginx.org/en/security_advisories.html",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for one in vulnerable_parts(configuration):
            report(
                one.directive,
                f"nginx {configuration.dialect.version} has known vulnerabilities in what "
                f"`{one.directive.name}` uses: " + ", ".join(one.cves),
                help=f"They are mended in nginx {one.fixed}. Distributions often mend older "
                "versions themselves.",
            )
