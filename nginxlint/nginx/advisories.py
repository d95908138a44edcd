"""Known vulnerabilities of nginx, by what a configuration must use to be affected.

Facts of https://nginx.org/en/security_advisories.html (xml/en/security_advisories.xml of nginx.org's sources,
as of July 2026): numbers, vulnerable versions, the first good version of each branch. Older ones than 1.14.0
are left out. Which part of nginx is concerned follows from the advisory's name and text.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from nginxlint.nginx.version import Version

Feature = Literal[
    "mp4",
    "http2",
    "http3",
    "resolver",
    "slice",
    "ssi",
    "grpc",
    "proxy-http2",
    "charset",
    "scgi-uwsgi",
    "ocsp",
    "stream-ocsp",
    "dav-copy",
    "mail-auth-md5",
    "mail-auth-http",
    "tls-upstream",
    "smtp-auth-none",
    "client-certificates",
    "rewrite-args",
    "rewrite-overlap",
    "map-captures",
]


class Advisory(NamedTuple):
    """A vulnerability.

    Affected from ``first`` to ``last``, except from one of ``good`` on in the same branch.
    """

    cve: str
    feature: Feature
    first: Version
    last: Version
    good: tuple[Version, ...]

    def affects(self, version: Version) -> bool:
        """Whether nginx of that version, as nginx.org published it, is vulnerable."""
        if not self.first <= version <= self.last:
            return False
        return not any(version[:2] == one[:2] and version >= one for one in self.good)


_TABLE = """
2026-42533 map-captures 0.9.6 1.31.2 1.31.3 1.30.4
2026-60005 slice 1.15.8 1.31.2 1.31.3 1.30.4
2026-56434 ssi 0.8.11 1.31.2 1.31.3 1.30.4
2026-42530 http3 1.31.0 1.31.1 1.31.2
2026-42055 grpc 1.13.10 1.31.1 1.31.2 1.30.3
2026-48142 charset 0.3.50 1.31.1 1.31.2 1.30.3
2026-9256 rewrite-overlap 0.1.17 1.31.0 1.31.1 1.30.2
2026-42926 proxy-http2 1.29.4 1.30.0 1.31.0 1.30.1
2026-42945 rewrite-args 0.6.27 1.30.0 1.31.0 1.30.1
2026-42946 scgi-uwsgi 0.8.42 1.30.0 1.31.0 1.30.1
2026-42934 charset 0.3.50 1.30.0 1.31.0 1.30.1
2026-40460 http3 1.25.0 1.30.0 1.31.0 1.30.1
2026-40701 ocsp 1.19.0 1.30.0 1.31.0 1.30.1
2026-27654 dav-copy 0.5.13 1.29.6 1.29.7 1.28.3
2026-27784 mp4 1.1.19 1.29.6 1.29.7 1.28.3
2026-32647 mp4 1.1.19 1.29.6 1.29.7 1.28.3
2026-27651 mail-auth-md5 0.5.15 1.29.6 1.29.7 1.28.3
2026-28753 mail-auth-http 0.6.27 1.29.6 1.29.7 1.28.3
2026-28755 stream-ocsp 1.27.2 1.29.6 1.29.7 1.28.3
2026-1642 tls-upstream 1.3.0 1.29.4 1.29.5 1.28.2
2025-53859 smtp-auth-none 0.7.22 1.29.0 1.29.1
2025-23419 client-certificates 1.11.4 1.27.3 1.27.4 1.26.3
2024-7347 mp4 1.5.13 1.27.0 1.27.1 1.26.2
2024-32760 http3 1.25.0 1.26.0 1.27.0 1.26.1
2024-31079 http3 1.25.0 1.26.0 1.27.0 1.26.1
2024-35200 http3 1.25.0 1.26.0 1.27.0 1.26.1
2024-34161 http3 1.25.0 1.26.0 1.27.0 1.26.1
2024-24989 http3 1.25.3 1.25.3 1.25.4
2024-24990 http3 1.25.0 1.25.3 1.25.4
2022-41741 mp4 1.1.3 1.23.1 1.23.2 1.22.1
2022-41742 mp4 1.1.3 1.23.1 1.23.2 1.22.1
2021-23017 resolver 0.6.18 1.20.0 1.21.0 1.20.1
2019-9511 http2 1.9.5 1.17.2 1.17.3 1.16.1
2019-9513 http2 1.9.5 1.17.2 1.17.3 1.16.1
2019-9516 http2 1.9.5 1.17.2 1.17.3 1.16.1
2018-16843 http2 1.9.5 1.15.5 1.15.6 1.14.1
2018-16844 http2 1.9.5 1.15.5 1.15.6 1.14.1
2018-16845 mp4 1.1.3 1.15.5 1.15.6 1.14.1
"""


def affecting(version: Version) -> dict[Feature, list[Advisory]]:
    """The vulnerabilities of a version, by the feature that a configuration must use."""
    found: dict[Feature, list[Advisory]] = {}
    for line in _TABLE.split("\n"):
        if not line:
            continue
        cve, feature, first, last, *good = line.split()
        advisory = Advisory(
            f"CVE-{cve}",
            feature,  # type: ignore[arg-type]
            Version.parse(first),
            Version.parse(last),
            tuple(map(Version.parse, good)),
        )
        if advisory.affects(version):
            found.setdefault(advisory.feature, []).append(advisory)
    return found
