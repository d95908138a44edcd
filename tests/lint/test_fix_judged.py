"""What a fix writes is taken by real nginx, if it took what was there before.

Each fix of a fixture by itself, the unsafe ones too, and all of them together.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
import trustme
from judges import open_judge
from linting import FIXTURES, expectations, run
from nginx.judge import FRAMES, Judge

from nginxlint.config.contexts import context_of
from nginxlint.lint import index
from nginxlint.lint.patch import fitted
from nginxlint.nginx.version import Version
from nginxlint.text.edit import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

RULES = tuple(name for name, entry in index.built_in().items() if not entry.host)
FIXED = [
    path for path in sorted(FIXTURES.glob("rules/*/bad*")) if index.built_in()[path.parent.name].fix != "none"
]
TRIES = 40


@pytest.fixture(scope="module", params=["wheel", "debian"])
def judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    found = open_judge(request.param)
    yield found
    found.close()


@pytest.fixture(scope="module")
def pem() -> bytes:
    """A certificate and its key."""
    made = trustme.CA().issue_cert("a.example")
    return made.cert_chain_pems[0].bytes() + made.private_key_pem.bytes()


class Machine:
    """A folder where nginx finds what a configuration names: files, certificates, hosts and users.

    What it misses is made, or another name is written for it, until it has nothing more to say of the
    machine.
    """

    def __init__(self, folder: Path, judge: Judge, pem: bytes) -> None:
        self.folder = folder
        self._judge = judge
        self._pem = pem
        self._others: dict[str, str] = {}
        (folder / "logs").mkdir(parents=True)

    def refusal(self, files: Mapping[str, str], context: str) -> str:
        """Why nginx does not take a configuration; empty if it does."""
        before, after = FRAMES[context].split("%s") if context != "main" else ("", "")
        if not re.search(r"\bevents\b", before + files["nginx.conf"]):
            after += "\nevents {}\n"
        whole = {**files, "nginx.conf": self._judge.preamble + before + files["nginx.conf"] + after}
        said = ""
        for _ in range(TRIES):
            self._write(whole)
            said = self._ask()
            if not said or not self._mend(said):
                return said
        return said

    def _write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            for pattern, other in self._others.items():
                text = re.sub(pattern, other.replace("\\", r"\\"), text)
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "surrogateescape"))

    def _ask(self) -> str:
        for path in self.folder.rglob("*"):
            if path.is_socket():
                path.unlink()
        done = subprocess.run(
            [
                *(str(self._judge.binary), "-t", "-q", "-p", str(self.folder)),
                *("-c", str(self.folder / "nginx.conf"), "-e", "stderr", "-g", f"pid {self.folder}/pid;"),
            ],
            capture_output=True,
            timeout=30,
            check=False,
        )
        text = done.stderr.decode("utf-8", "replace")
        errors: list[str] = re.findall(r"\[(?:emerg|alert|crit)\] (?:\d+#\d+: )?(.*)", text)
        return "" if done.returncode == 0 else (errors or [text])[0]

    def _mend(self, said: str) -> bool:
        """Give nginx what it misses; whether that was possible."""
        found = re.search(r"host not found in [^\"]*\"(?:\w+://)?([^\"/:]+)", said)
        if found is not None:
            return self._instead(rf"(?<=[\s/@\"']){re.escape(found[1])}(?=[\s;:/\"'$])", "127.0.0.1")
        found = re.search(r"get(pw|gr)nam\(\"([^\"]*)\"\) failed", said)
        if found is not None:
            return self._instead(rf"(?<=[\s]){re.escape(found[2])}(?=[\s;])", "root")
        found = re.search(r"bind\(\) to ([\d.]+|\[[^]]*\]):\d+ failed \(99", said)
        if found is not None:
            return self._instead(re.escape(found[1]), "127.0.0.1" if "." in found[1] else "[::1]")
        found = re.search(r"(?:bind\(\) to unix:|\w+\(\) )?\"?(/[^\" ]*)\"? failed", said) or re.search(
            r"\"(/[^\" ]*)\"", said
        )
        if found is None:
            return False
        named = found[1]
        if not named.startswith(str(self.folder)):
            return self._instead(rf"(?<![\w/.]){re.escape(named)}(?![\w])", f"{self.folder}{named}")
        path = self.folder / os.path.relpath(named, self.folder)
        if (path.exists() and path.stat().st_size) or ("mkdir()" in said and path.parent.exists()):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        if "open()" in said and "include" not in said and not path.exists():
            path.write_bytes(b"")
        elif "certificate" in said or "BIO_new_file" in said or "SSL_CTX" in said or "PEM" in said:
            path.write_bytes(self._pem)
        return True

    def _instead(self, pattern: str, other: str) -> bool:
        if pattern in self._others:
            return False
        self._others[pattern] = other
        return True


def _read(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_bytes().decode("utf-8", "surrogateescape")
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def _fixed(files: Mapping[str, str], folder: Path, edits: Iterable[Edit]) -> dict[str, str] | None:
    """The files after the edits of one fix, ``None`` if it is about others."""
    texts = dict(files)
    groups: dict[str, list[Edit]] = {}
    for edit in edits:
        groups.setdefault(os.path.relpath(edit.source.path or "", folder), []).append(edit)
    for name, group in groups.items():
        fit = fitted(group)
        if fit is None or name not in texts:
            return None
        bom = (
            "\ufeff"
            if texts[name].startswith("\ufeff") and not fit[0].source.text.startswith("\ufeff")
            else ""
        )
        texts[name] = bom + apply_edits(fit[0].source.text, fit)
    return texts


@pytest.mark.parametrize("fixture", FIXED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nginx_takes_it(tmp_path: Path, judge: Judge, pem: bytes, fixture: Path) -> None:
    folder = tmp_path / "text"
    if fixture.is_dir():
        shutil.copytree(fixture, folder)
    else:
        folder.mkdir()
        shutil.copy(fixture, folder / "nginx.conf")
    if not (folder / "nginx.conf").exists():
        pytest.skip("not one configuration")
    options = expectations(fixture).options
    version = Version.parse(options["nginx-version"]) if "nginx-version" in options else judge.version
    done = run(
        folder / "nginx.conf",
        select=RULES,
        version=str(min(version, judge.version)),
        context=context_of(options["context"]) if "context" in options else None,
    )
    context = str(done.plan.configurations[0].context)
    if context not in FRAMES:
        pytest.skip(f"nothing can be put around a {context}")
    files = _read(folder)
    machine = Machine(tmp_path / "machine", judge, pem)
    before = machine.refusal(files, context)
    if before:
        pytest.skip(f"refused as it is: {before}")
    for finding in done.outcome.findings:
        if finding.fix is None:
            continue
        after = _fixed(files, folder, finding.fix.edits)
        if after is not None:
            said = machine.refusal(after, context)
            assert not said, f"{finding.rule}: {finding.fix.message}: {said}\n{after['nginx.conf']}"
