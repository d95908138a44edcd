"""Outcomes made by hand, one for each thing that can make a report hard to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nginxlint.lint.finding import Failure, Finding, Fix, Label, Outcome, Severity
from nginxlint.text.edit import Edit
from nginxlint.text.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable

SITE = """\
server {
    listen 5000 ssl;
    server_name exemple.com;
    error_page 497 https://exemple.com:5000;

    location / {
        include proxy_params;
        proxy_pass http://unix:/home/pi/APPLI/APPLI.sock;
    }

    ssl_certificate /etc/letsencrypt/live/exemple.com/fullchain.pem;
    ssl_dhparam /etc/letsencrypt/ssl-dhparams.pem;
"""

MAIN = """\
user www-data;
events {}
http {
    include mime.types;
    include sites-enabled/*;
}
"""


def place(source: Source, text: str) -> Span:
    """The first place where ``text`` stands."""
    start = source.text.index(text)
    return source.span(start, start + len(text))


def one_finding() -> Outcome:
    site = Source("sites-enabled/appli", SITE)
    finding = Finding(
        "error-page-497-target",
        "tls",
        Severity.WARNING,
        "the page for 497 has no path, so every plain HTTP request is sent to the front page",
        site,
        place(site, "https://exemple.com:5000"),
        help="Write `https://exemple.com:5000$request_uri`.",
        url="https://nginxlint.example/rules/error-page-497-target",
    )
    return Outcome((finding,), files=1, suppressed=2, seconds=0.0412)


def insertion_point() -> Outcome:
    site = Source("sites-enabled/appli", SITE)
    end = site.text.rindex(";") + 1
    finding = Finding(
        "missing-closing-brace",
        "syntax",
        Severity.ERROR,
        "the block `server` opened on line 1 is never closed, so nginx refuses to start",
        site,
        site.span(end, end),
        label="the `}` of `server` belongs after this line",
        help="Put a `}` on a line of its own after this one.",
        related=(Label(place(site, "server"), "this block stays open"),),
        fix=Fix("close the block", (Edit.insert(site, end, "\n}"),), safe=False),
    )
    return Outcome((finding,), files=1)


def several_labels() -> Outcome:
    main = Source("nginx.conf", MAIN)
    site = Source(
        "sites-available/shop.conf",
        "server {\n    listen 443 ssl;\n\n    location /static { alias /srv/shop/static/; }\n}\n",
    )
    include = place(main, "include sites-enabled/*;")
    finding = Finding(
        "alias-traversal",
        "security",
        Severity.WARNING,
        "alias without a trailing slash on its location lets clients read files outside the folder",
        site,
        place(site, "/srv/shop/static/"),
        label="but the folder does, so `/static../secret` becomes /srv/shop/static/../secret",
        help="End the location with a slash.",
        related=(
            Label(place(site, "/static"), "this prefix has no slash at its end"),
            Label(place(site, "server"), "in this server"),
            Label(include, "the server is part of the configuration by this line"),
        ),
        fix=Fix("add the slash", (Edit.replace(place(site, "/static"), "/static/"),), safe=True),
        included_by=((include,), (place(main, "include mime.types;"),)),
    )
    return Outcome((finding,), files=2)


def nested_inclusions() -> Outcome:
    main = Source("nginx.conf", MAIN)
    site = Source("sites-enabled/a", "server {\n    include common.conf;\n}\n")
    common = Source("common.conf", "autoindex onn;\n")
    finding = Finding(
        "invalid-flag-value",
        "syntax",
        Severity.ERROR,
        "`autoindex` takes `on` or `off`, not `onn`, so nginx refuses to start",
        common,
        place(common, "onn"),
        included_by=((place(site, "include common.conf;"), place(main, "include sites-enabled/*;")),),
        fix=Fix("", (Edit.replace(place(common, "onn"), "on"),), safe=True),
    )
    return Outcome((finding,), files=3)


def multi_line_span() -> Outcome:
    site = Source("a.conf", "location / {\n    return 200;\n    return 301 /x;\n}\n")
    fix = Fix(
        "keep the first",
        (Edit.delete(place(site, "    return 301 /x;\n")), Edit.insert(site, 0, "# kept\n")),
        safe=False,
    )
    finding = Finding(
        "unreachable-return",
        "semantics",
        Severity.WARNING,
        "only the first `return` runs",
        site,
        place(site, "return 200;\n    return 301 /x;"),
        label="both are here",
        fix=fix,
    )
    return Outcome((finding,), files=1)


def odd_characters() -> Outcome:
    site = Source(
        "日本/caf\u00e9.conf",
        "\ufeffserver {\t# 日本語 caf\u00e9\n"
        "\troot\t/srv/\u65e5\u672c;\t# \x1b[31m red \x07 \x9b1m \u202etxt.exe "
        "\u200b\x7f [/] [bold]\n"
        "}\n",
    )
    finding = Finding(
        "control-character",
        "syntax",
        Severity.WARNING,
        "the line holds control characters \x1b[2J that \u202eterminals obey [/red]",
        site,
        place(site, "\x1b"),
        label="here \x1b]0;title\x07",
        help="Take \r them out.",
        related=(
            Label(place(site, "/srv/\u65e5\u672c"), "two wide characters"),
            Label(site.span(0, 1), "a byte order mark"),
        ),
        fix=Fix("remove it", (Edit.delete(place(site, "\x1b")),), safe=True),
    )
    return Outcome((finding,), files=1)


def hostile_names() -> Outcome:
    names = (
        "x\n::error file=etc,line=1::injected.conf",
        "::error::x.conf",
        "##[error]a,b:c%0A.conf",
        "\u202efnoc.exe\x1b[31m",
        "a|b<script>@everyone [x](http://evil).conf",
        "lone\udcff.conf",
    )
    text = "::error::from a file ##[add-mask]x ##vso[task.x]\n::stop-commands::x\n"
    findings = []
    for name in names:
        source = Source(name, text)
        findings.append(
            Finding(
                "unknown-directive",
                "syntax",
                Severity.ERROR,
                "unknown directive `::error::`, ##[error] 100%\n::warning::x, [a](http://evil) www.evil",
                source,
                source.span(0, 9),
                label="##[group]",
                help="::debug::Remove it.\n::error::it",
            )
        )
    return Outcome(tuple(findings), files=len(names))


def long_line() -> Outcome:
    words = " ".join(f"name{number}.example.com" for number in range(400))
    site = Source("long.conf", f"server_name {words};\n")
    finding = Finding(
        "duplicate-server-name",
        "semantics",
        Severity.WARNING,
        "`name200.example.com` is served by another block, so this one never sees a request for it "
        "/a/path/that/is/longer/than/any/line/of/the/report/could/ever/be/and/is/therefore/not/split",
        site,
        place(site, "name200.example.com"),
        label="named here, and in a caption that takes more room than there is right of the mark",
        related=(
            Label(place(site, "name201.example.com"), "a neighbour"),
            Label(place(site, "name399.example.com"), "the last one"),
            Label(place(site, "server_name"), "of this directive"),
        ),
        fix=Fix("take it out", (Edit.delete(place(site, " name200.example.com")),), safe=True),
    )
    return Outcome((finding,), files=1)


def whole_file() -> Outcome:
    return Outcome(
        (
            Finding(
                "not-text",
                "syntax",
                Severity.ERROR,
                "the file is not text",
                Source("sites-enabled/photo", "\x00\x01"),
                help="Move it out of the folder.",
            ),
        ),
        failures=(Failure("rule `x` crashed: \x1b[31mboom"),),
        files=1,
    )


def crlf_and_latin1() -> Outcome:
    site = Source.from_bytes("win.conf", b"# caf\xe9\r\nlisten 80\r\nserver_name a;\r\n")
    end = site.text.index("\r\nserver_name")
    return Outcome(
        (
            Finding(
                "missing-semicolon",
                "syntax",
                Severity.ERROR,
                "`listen` has no semicolon, so nginx reads on into the next line",
                site,
                site.span(end, end),
                label="a `;` is missing here",
                related=(Label(place(site, "caf\xe9"), "not UTF-8"),),
                fix=Fix("add it", (Edit.insert(site, end, ";"),), safe=True),
            ),
            Finding(
                "line-endings",
                "style",
                Severity.INFO,
                "the line ends as on Windows",
                site,
                site.span(end, end + 2),
                fix=Fix("", (Edit.delete(site.span(end, end + 1)),), safe=True),
            ),
        ),
        files=1,
    )


def credentials() -> Outcome:
    site = Source(
        "secret.conf",
        "location / {\n"
        '    proxy_set_header Authorization "Basic Zm9vOmJhcg==";\n'
        "    proxy_pass http://admin:hunter2@127.0.0.1:8080;\n"
        "    secure_link_secret s3cr3t;\n"
        "    proxy_set_header Authorization $http_authorization;\n"
        "    set $api_key 'abc def';\n"
        "}\n",
    )
    return Outcome(
        tuple(
            Finding(
                "hard-coded-credentials",
                "security",
                Severity.WARNING,
                "a password stands in the configuration",
                site,
                place(site, text),
                label="this one",
                fix=Fix("quote it", (Edit.insert(site, place(site, text).start, "X"),), safe=False),
            )
            for text in (
                "Zm9vOmJhcg==",
                "admin:hunter2",
                "s3cr3t",
                "$http_authorization",
                "abc def",
            )
        ),
        files=1,
    )


def nothing() -> Outcome:
    return Outcome((), files=14, suppressed=3, seconds=1.2)


CASES: dict[str, Callable[[], Outcome]] = {
    case.__name__: case
    for case in (
        one_finding,
        insertion_point,
        several_labels,
        nested_inclusions,
        multi_line_span,
        odd_characters,
        hostile_names,
        long_line,
        whole_file,
        crlf_and_latin1,
        credentials,
        nothing,
    )
}


@pytest.fixture(params=sorted(CASES))
def outcome(request: pytest.FixtureRequest) -> Outcome:
    """Every outcome in turn."""
    return CASES[request.param]()


@pytest.fixture
def case() -> Callable[[str], Outcome]:
    """Gives the outcome of a name."""
    return lambda name: CASES[name]()
