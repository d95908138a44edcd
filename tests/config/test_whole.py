"""What nginx compares over a whole configuration: addresses, names, zones, variables, buffers."""

from __future__ import annotations

import pytest
from config.whole import http, read

from nginxlint.config import inherit, known, paths, repeats
from nginxlint.config.answers import charsets, logs
from nginxlint.config.backends import buffers
from nginxlint.config.blocks import listening, locations, names, required, upstreams, workers, zones
from nginxlint.config.kept import kept
from nginxlint.config.variables import captures, variables
from nginxlint.nginx import hashes


def _conflicts(text: str, version: str | None = None) -> list[tuple[str, int, int]]:
    return [
        (conflict.kind, conflict.line.place.line, conflict.earlier.place.line)
        for conflict in listening.conflicts(http(text, version))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("server { listen 80; listen *:80; }", [("twice", 1, 1)]),
        ("server { listen 80; listen [::]:80; listen unix:/a; }", []),
        ("server { listen [::1]:80; listen [0:0::1]:80; }", [("twice", 1, 1)]),
        ("server { listen 127.0.0.1:80; listen 127.00.0.1:80; }", [("twice", 1, 1)]),
        ("server { listen 8000-8002; listen 8001; }", [("twice", 1, 1)]),
        ("server { listen 80 quic; listen 80; }", []),
        ("server { listen 80 default; }\nserver { listen 80; }", []),
        ("server { listen 80 default; }\nserver { listen 0.0.0.0:80 default_server; }", [("default", 2, 1)]),
        ("server { }\nserver { listen *:80 default_server; }", []),
        ("server { listen 80 bind; }\nserver { listen 80 bind; }", [("options", 2, 1)]),
        ("server { listen 80 ssl; }\nserver { listen 80; }\nserver { listen 80 ssl; }", [("protocol", 3, 2)]),
        ("server { listen 80 ssl; }\nserver { listen 80; }", []),
    ],
)
def test_listen_conflicts(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert _conflicts(text, "1.31.3") == expected


def test_protocols_are_compared_since_1_23_4() -> None:
    text = "server { listen 80 ssl; }\nserver { listen 80; }\nserver { listen 80 ssl; }"
    assert _conflicts(text, "1.22.1") == []


@pytest.mark.parametrize(("version", "count"), [("1.22.1", 1), ("1.31.3", 0)])
def test_stream_servers_share_addresses_since_1_25_5(version: str, count: int) -> None:
    text = "stream { server { listen 1; proxy_pass a:1; } server { listen 1; proxy_pass a:1; } }"
    assert len(listening.conflicts(read("events {}" + text, version))) == count


def test_ranges_without_end() -> None:
    line = "listen 127.0.0.1:1-65535;"
    lines = "".join(line.replace("127", str(number)) for number in range(1, 60))
    configuration = http(f"server {{ {lines} }}")
    assert len(listening.addresses(configuration)) < listening.MAX_PORTS + 1000


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("example.com", "exact"),
        (".example.com", "both"),
        ("*.example.com", "head"),
        ("example.*", "tail"),
        ("a.*.example", None),
        ("*a.example", None),
        ("a..b", None),
        ("*.a.*", None),
        ("", "exact"),
        ("_", "exact"),
    ],
)
def test_wildcards(name: str, kind: str | None) -> None:
    assert names.wildcard(name) == kind


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        ("a.b", "A.B", True),
        (".a.b", "a.b", True),
        (".a.b", "*.a.b", True),
        ("*.a.b", "a.b", False),
        ("*.a.b", ".a.b", True),
        ("a.*", "a.*", True),
        ("~a", "~a", False),
        ("$hostname", "$hostname", False),
    ],
)
def test_taken_names(first: str, second: str, taken: bool) -> None:
    text = f"server {{ server_name {first}; }} server {{ server_name {second}; }}"
    assert bool(names.name_tables(http(text))[0]) is taken


def test_one_server_has_no_table() -> None:
    assert names.name_tables(http("server { server_name a a b..c; }")) == ([], [])


def test_taken_name_comes_once_for_all_addresses() -> None:
    listen = "listen 80; listen 81; server_name a;"
    (taken,) = names.name_tables(http(f"server {{ {listen} }} server {{ {listen} }}"))[0]
    assert taken.addresses == ("0.0.0.0:80", "0.0.0.0:81")


def test_hash_bucket() -> None:
    assert hashes.build(["a" * 46], 512, 64) == "fits"
    assert hashes.build(["a" * 47], 512, 64) == "bucket too small"
    assert hashes.bucket_for("a" * 47) == 128
    assert hashes.build([f"name{n}.example" for n in range(2000)], 512, 64) == "not optimal"
    assert hashes.build([f"name{n}.example" for n in range(2000)], 4096, 64) == "fits"


def test_location_of() -> None:
    directives = http(
        "server { location /a { } location = /b { } location ^~/c { } location ~* d { } location @e { } }"
    ).named("location")
    found = [locations.location_of(one) for one in directives]
    assert [(one.kind, one.modifier, one.name) for one in found if one is not None] == [
        ("prefix", "", "/a"),
        ("exact", "=", "/b"),
        ("prefix", "^~", "/c"),
        ("regex", "~*", "d"),
        ("named", "", "@e"),
    ]


def test_effective_is_the_nearest() -> None:
    configuration = http("root /a; server { root /b; location / { index c; } location /d { root /e; } }")
    first, second = configuration.named("location")
    assert inherit.value(configuration, first, "root") == "/b"
    assert inherit.value(configuration, second, "root") == "/e"
    assert inherit.value(configuration, first, "gzip") is None


def test_known_blocks() -> None:
    configuration = http("server { include /not/there/at/all.conf; } server { }")
    first, second = configuration.named("server")
    assert not known.is_complete(configuration, first)
    assert known.is_complete(configuration, second)
    assert known.inherits_known(configuration, second)
    assert not known.inherits_known(configuration, first)


def test_kept_is_worked_out_once() -> None:
    calls = []

    @kept
    def answer(_: object) -> int:
        calls.append(1)
        return len(calls)

    configuration = http("")
    assert answer(configuration) == answer(configuration) == 1
    assert answer(http("")) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("root a; root b;", ["root"]),
        ("root a; server { root b; location / { root c; } }", []),
        ("error_log a; error_log b;", []),
        ("server { location / { alias a; root b; } }", ["root"]),
        ("proxy_redirect off; proxy_redirect a b;", ["proxy_redirect"]),
        ("proxy_redirect b c; proxy_redirect a b;", []),
        ("limit_conn a 1; limit_conn b 1; limit_conn a 2;", ["limit_conn"]),
        ("limit_req zone=a; limit_req zone=b; server { limit_req zone=a; }", []),
    ],
)
def test_repeats(text: str, expected: list[str]) -> None:
    assert [str(one.name) for one, _ in repeats.repeats(http(text))] == expected


def test_repeated_values() -> None:
    configuration = http("gzip_types a/b;\ngzip_types c/d A/B;")
    assert [(str(word), line.line) for word, line, _ in repeats.repeated_values(configuration)] == [
        ("A/B", 2)
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("limit_req_zone $uri zone=a:1m rate=1r/s; limit_req_zone $uri zone=a:1m rate=1r/s;", ["twice"]),
        ("limit_req_zone $uri zone=a:1m rate=1r/s; limit_conn_zone $uri zone=a:1m;", ["use"]),
        ("ssl_session_cache shared:a:1m; server { ssl_session_cache shared:a:1m; }", []),
        ("ssl_session_cache shared:a:1m; server { ssl_session_cache shared:a:2m; }", ["size"]),
        ("upstream a { zone z 64k; } upstream b { zone z; }", []),
    ],
)
def test_zone_clashes(text: str, kinds: list[str]) -> None:
    assert [clash.kind for clash in zones.clashes(http(text))] == kinds


def test_undeclared_zones() -> None:
    configuration = http("limit_req zone=a; limit_conn b 1; proxy_cache off; proxy_cache $c; proxy_cache d;")
    assert sorted(zone.name for zone in zones.undeclared(configuration)) == ["a", "b", "d"]


def test_log_formats_in_order() -> None:
    formats = logs.log_formats(http("access_log a x; log_format x a; access_log b x; access_log c y;"))
    assert [(str(name), later is not None) for _, name, later in formats.unknown] == [
        ("x", True),
        ("y", False),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("server { return 200 $nothing; }", ["nothing"]),
        ("map $a $b { }", ["a"]),
        ("map $uri $b { } server { return 200 $B$b; }", []),
        ("server { server_name ~(?<n>a); return 200 $n; }", []),
        ("server { return 200 $arg_x$http_y$cookie_z; }", []),
        ("server { return 200 $http2_frame; }", ["http2_frame"]),
        ("no_such_directive a; server { return 200 $nothing; }", []),
        ("include /not/there/at/all.conf; server { return 200 $nothing; }", []),
        ("map $uri $b { a $nothing; }", ["nothing"]),
        ("server { if ($nothing = a) { } }", ["nothing"]),
    ],
)
def test_unknown_variables(text: str, expected: list[str]) -> None:
    assert [use.use.name for use in variables.unknown(http(text))] == expected


def test_variables_of_http_are_not_those_of_stream() -> None:
    text = "events {} http { map $uri $a { } } stream { server { listen 1; return $a; } }"
    assert [use.use.name for use in variables.unknown(read(text))] == ["a"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("rewrite ^/a /$1;", 1),
        ("rewrite ^/(a) /$1;", 0),
        ("rewrite ^/(?:a) /$1;", 1),
        ("if ($uri ~ (a)) { set $x $2; }", 1),
        ("if ($uri ~ a) { rewrite (b) c; set $x $1; }", 0),
        ("location ~ (a) { return 200 $1; }", 0),
        ("location ~ (a) { return 200 $2; }", 1),
        ("location / { proxy_redirect ~(a)(b) $2; }", 0),
    ],
)
def test_empty_captures(text: str, count: int) -> None:
    assert len(list(captures.empty(http(f"server {{ {text} }}")))) == count


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("proxy_buffer_size 64k;", "busy-large"),
        ("proxy_buffer_size 64k; proxy_buffers 4 64k; proxy_busy_buffers_size 128k;", None),
        ("proxy_buffers 1 4k;", "few"),
        ("proxy_busy_buffers_size 1k;", "busy-small"),
        ("proxy_temp_file_write_size 1k;", "write-small"),
        ("proxy_max_temp_file_size 1k;", "file-small"),
        ("proxy_max_temp_file_size 0;", None),
        ("proxy_buffers x y;", None),
    ],
)
def test_buffers(text: str, kind: str | None) -> None:
    found = list(buffers.misfits(http(f"server {{ {text} }}")))
    assert [one.kind for one in found] == ([] if kind is None else [kind])


def test_buffers_of_http_count_in_servers() -> None:
    assert not list(buffers.misfits(http("proxy_buffer_size 64k;")))
    assert list(buffers.misfits(http("proxy_buffer_size 64k; server { }")))
    fine = "proxy_buffers 4 64k; proxy_busy_buffers_size 128k;"
    assert not list(buffers.misfits(http(f"proxy_buffer_size 64k; server {{ {fine} }}")))


def test_upstreams() -> None:
    configuration = http(
        "upstream a { } upstream A { server b resolve; } upstream c { ip_hash; hash $uri; server d backup; }"
        "server { location / { proxy_pass http://a:80; } location /e { proxy_pass http://a/:80; } }"
    )
    assert [len(blocks) for blocks in upstreams.by_name(configuration).values()] == [2, 1]
    assert [str(one.port) for one in upstreams.ported(configuration)] == [":80"]
    last = upstreams.upstreams(configuration)[2]
    assert len(list(upstreams.redefined_methods(configuration, last))) == 1
    assert len(list(upstreams.misplaced_backups(last))) == 1


def test_keepalive_before_the_method_counts_until_1_29_7() -> None:
    text = "upstream a { keepalive 1; least_conn; server b; }"
    for version, count in (("1.22.1", 1), ("1.31.3", 0)):
        configuration = http(text, version)
        (block,) = upstreams.upstreams(configuration)
        assert len(list(upstreams.redefined_methods(configuration, block))) == count


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("stream { server { } }", "listen"),
        ("stream { server { listen 1; } }", "handler"),
        ("stream { server { listen 1; return a; } }", None),
        ("mail { server { listen 25; } }", "auth_http"),
        ("mail { auth_http a; server { listen 26; } }", "protocol"),
        ("mail { auth_http a; server { listen 26; protocol imap; } }", None),
    ],
)
def test_lacking(text: str, what: str | None) -> None:
    found = [one.what for one in required.lacking(read("events {}" + text, "1.26.0"))]
    assert found == ([] if what is None else [what])


def test_charsets() -> None:
    both = "server { source_charset a; charset b; }"
    assert len(list(charsets.unmapped(http(both)))) == 1
    assert not list(charsets.unmapped(http("charset_map b a { }" + both)))
    assert len(list(charsets.twice(http("charset_map a b { } charset_map a b { } charset_map c c { }")))) == 2


def test_paths() -> None:
    text = "proxy_cache_path a keys_zone=a:1m; proxy_cache_path a/ keys_zone=b:1m;"
    assert len(list(paths.shared_folders(http(text)))) == 1
    assert not list(paths.shared_folders(http("proxy_temp_path a 1; fastcgi_temp_path a 1;")))
    log = "access_log a combined buffer=4k;"
    assert not list(paths.buffered_otherwise(http(log + "access_log a combined buffer=4096;")))
    assert len(list(paths.buffered_otherwise(http(log + "access_log a combined buffer=8k;")))) == 1


def test_workers() -> None:
    few = read("events { worker_connections 1; } http { server { } }")
    assert workers.connections_short_of(few) is not None
    assert workers.connections_short_of(read("events { worker_connections 9; } http { server { } }")) is None
    odd = workers.odd_affinity(read("worker_processes 3; worker_cpu_affinity 01 10; events {}"))
    assert odd is not None
    assert odd[1:] == (2, 3)
    assert workers.odd_affinity(read("worker_cpu_affinity auto; events {}")) is None


TEMPLATE = """
{% if a %}
    root /a;
{% else %}
    root /b;
{% endif %}
    upstream {{ name }} { server {{ one }}; }
    upstream {{ name }} { server {{ two }}; }
    limit_req zone=x;
    server { listen {{ port }}; return 200 $nothing; }
    server { listen {{ port }}; location / { } location / { } }
"""


def test_nothing_is_missing_or_twice_in_a_template() -> None:
    """What stands in two branches stands once when the template is filled in."""
    configuration = http(TEMPLATE)
    assert known.from_template(configuration, configuration.named("server")[0])
    assert not known.all_known(configuration)
    assert not list(repeats.repeats(configuration))
    assert not list(variables.unknown(configuration))
    assert not listening.conflicts(configuration)
    assert names.name_tables(configuration)[0] == []
