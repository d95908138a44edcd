"""Where a ``*_pass`` leads to, its variables followed."""

from __future__ import annotations

import pytest
from model_texts import configuration_of

from nginxlint.config.backends.destinations import (
    Destination,
    destinations,
    is_elastic,
    is_public_name,
    targets,
)

TEXT = """
upstream app {{ server 127.0.0.1:8000; }}
map $http_x_version $version {{ default app; beta beta.example.com:8080; }}
server {{
    listen 80;
    location ~ ^/([a-z]+)/(one|two)/ {{
        set $set 192.0.2.1;
        {} {};
    }}
}}
"""


def _hosts(directive: str, address: str) -> list[str]:
    configuration = configuration_of(TEXT.format(directive, address))
    (passing,) = configuration.named(directive)
    return [found.default_host for found in destinations(configuration, passing)]


@pytest.mark.parametrize(
    ("address", "hosts"),
    [
        ("http://app", ["app"]),
        ("http://app/path", ["app"]),
        ("http://APP", ["APP"]),
        ("http://other", ["other"]),
        ("http://other:80", ["other"]),
        ("https://other:80", ["other:80"]),
        ("https://other:443/x", ["other"]),
        ("http://127.0.0.1:8000", ["127.0.0.1:8000"]),
        ("http://[::1]:8000/", ["[::1]:8000"]),
        ("http://unix:/run/app.sock:/x", ["localhost"]),
        ("http://unix:/run/app.sock:$request_uri", ["localhost"]),
        ("http://other$request_uri", ["other"]),
        ("http://other/$1", ["other"]),
        ("http://$set:8000", ["192.0.2.1:8000"]),
        ("http://$version", ["app", "beta.example.com:8080"]),
        ("$scheme://$set", ["192.0.2.1"]),
        ("http://$2.example.com", ["one.example.com", "two.example.com"]),
        ("http://$1.example.com", []),
        ("http://$host", []),
        ("http://unix:/run/$1.sock", []),
        ("$unknown", []),
    ],
)
def test_hosts(address: str, hosts: list[str]) -> None:
    assert _hosts("proxy_pass", address) == hosts


@pytest.mark.parametrize(
    ("directive", "address", "secure", "upstream"),
    [
        ("grpc_pass", "grpcs://cart.example.com", True, False),
        ("grpc_pass", "app", False, True),
        ("uwsgi_pass", "suwsgi://app", True, True),
        ("fastcgi_pass", "app", False, True),
        ("fastcgi_pass", "app:9000", False, False),
        ("proxy_pass", "https://app", True, True),
    ],
)
def test_kinds(directive: str, address: str, secure: bool, upstream: bool) -> None:
    configuration = configuration_of(TEXT.format(directive, address))
    (found,) = destinations(configuration, configuration.named(directive)[0])
    assert (found.is_secure, found.upstream is not None) == (secure, upstream)


def test_what_the_client_names() -> None:
    configuration = configuration_of(TEXT.format("proxy_pass", "http://$host:8080"))
    (found,) = targets(configuration, configuration.named("proxy_pass")[0])
    assert found is not None
    assert not isinstance(found, Destination)
    assert found.variable == "$host"


@pytest.mark.parametrize(
    ("name", "public", "elastic"),
    [
        ("app", False, False),
        ("app.internal", False, False),
        ("app.default.svc.cluster.local", False, False),
        ("app.example.com", True, False),
        ("app-1.eu-west-1.elb.amazonaws.com", True, True),
        ("ec2-192-0-2-1.compute.amazonaws.com", True, False),
        ("d1.cloudfront.net.", True, True),
    ],
)
def test_names(name: str, public: bool, elastic: bool) -> None:
    assert (is_public_name(name), is_elastic(name)) == (public, elastic)
