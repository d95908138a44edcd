"""Networks: allow, deny, set_real_ip_from, geoip_proxy, debug_connection, valid_referers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx.problem import Problem
from nginxlint.nginx.values.addresses import Network, ipv4, ipv6, is_overflown, network
from nginxlint.nginx.values.listen import variable_problem
from nginxlint.nginx.values.regex import check_regex
from nginxlint.nginx.values.say import invalid, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.nginx.values.call import Call


def check_network(arg: int, text: str, directive: str) -> Iterator[Problem]:
    """Yield a problem unless ``text`` is an address or a network, and a warning if the network
    has bits set behind its mask."""
    found = network(text)
    if found is None:
        yield not_a_network(arg, text, directive)
    elif found.host_bits:
        yield host_bits(arg, text, found)


def host_bits(arg: int, text: str, found: Network) -> Problem:
    """Return the warning for a network with bits set behind its mask."""
    address = text.partition("/")[0]
    return Problem(
        "cidr-host-bits-set",
        "warning",
        arg,
        f"`{text}` means the whole network `{found}`: nginx cuts off what stands behind the mask and warns",
        f"Write `{found}` for the network, or `{address}` for the one address.",
        str(found),
        safe=True,
    )


def not_a_network(arg: int, text: str, directive: str) -> Problem:
    """Return the problem of a text that is no address and no network."""
    base, slash, mask = text.partition("/")
    if "$" in text:
        return variable_problem(arg, text, directive)
    bits = 32 if ipv4(base) is not None else 128 if ipv6(base) is not None else 0
    if slash and bits:
        help_ = f"Write a mask from 0 to {bits}, as in `{base}/{bits}`."
        if bits == 32 and ipv4(mask) is not None:
            value = ipv4(mask) or 0
            ones = f"{value:032b}".rstrip("0")
            if "0" not in ones:
                mended = f"{base}/{len(ones)}"
                return invalid(
                    arg,
                    f"`{mask}` is not a mask that `{directive}` takes",
                    f"Write `{mended}`.",
                    mended,
                    safe=True,
                )
        return invalid(
            arg,
            f"`{mask}` is not a mask that `{directive}` takes",
            help_,
            start=len(base) + 1,
            end=len(text),
        )
    if text.startswith("[") and text.endswith("]") and ipv6(text[1:-1]) is not None:
        return invalid(
            arg,
            f"`{directive}` takes an IPv6 address without brackets",
            f"Write `{text[1:-1]}`.",
            text[1:-1],
            safe=True,
        )
    return invalid(
        arg,
        f"{shown(text)} is not an address or a network",
        "Write an IP address or a network, as in `192.0.2.7` or `192.0.2.0/24`; "
        "host names are not looked up here.",
    )


def _allow(call: Call) -> Iterator[Problem]:
    text = call.args[0]
    if text not in ("all", "unix:"):
        yield from check_network(0, text, call.fact.name)


def _from(call: Call) -> Iterator[Problem]:
    """set_real_ip_from, debug_connection: a name is looked up when nginx starts."""
    text = call.args[0]
    if text == "unix:":
        return
    found = network(text)
    if found is not None:
        if found.host_bits:
            yield host_bits(0, text, found)
    elif "/" in text or "$" in text or not text or is_overflown(text):
        yield not_a_network(0, text, call.fact.name)


def _geoip_proxy(call: Call) -> Iterator[Problem]:
    if call.args[0] != "255.255.255.255":
        yield from check_network(0, call.args[0], "geoip_proxy")


def wildcard_wrong(name: str) -> bool:
    """Return whether a host name with wildcards is one that nginx's hashes don't take
    (src/core/ngx_hash.c, ngx_hash_add_key)."""
    stars = name.count("*")
    if stars > 1 or ".." in name or "\0" in name:
        return True
    if len(name) > 1 and name.startswith("."):
        return False
    if len(name) > 2 and (name.startswith("*.") or name.endswith(".*")):
        return False
    return stars > 0


def _valid_referers(call: Call) -> Iterator[Problem]:
    seen: set[str] = set()
    for arg, text in enumerate(call.args):
        if not text:
            yield invalid(arg, "an empty word in `valid_referers`", "Take it out.")
            return
        if text in ("none", "blocked", "server_names"):
            continue
        if text == "~":
            yield invalid(arg, "the regular expression behind `~` is empty", rule="invalid-regex")
            return
        if text.startswith("~"):
            wrong = list(check_regex(arg, text[1:], caseless=True, offset=1))
            if wrong:
                yield from wrong
                return
            continue
        host = text.partition("/")[0]
        if wildcard_wrong(host):
            yield invalid(
                arg,
                f"{shown(host)} is not a host name: an asterisk stands for whole labels",
                "Write it as in `*.example.com` or `example.*`.",
            )
            return
        if host.lower() in seen:
            yield invalid(arg, f"the name {shown(host)} is given twice", "Take one of the two out.")
            return
        seen.add(host.lower())


CHECKERS = {
    "allow": _allow,
    "deny": _allow,
    "set_real_ip_from": _from,
    "debug_connection": _from,
    "geoip_proxy": _geoip_proxy,
    "valid_referers": _valid_referers,
}
