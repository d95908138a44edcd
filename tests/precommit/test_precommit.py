"""Both hooks under real pre-commit, installed as it installs them, on a real repository.

pre-commit builds nginxlint from a clone, which takes its dependencies from PyPI; without it the tests are
skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from inprocess import tree
from linting import ROOT

pytest.importorskip("pre_commit")

MAIN = "events {}\nhttp {\n    include /etc/nginx/sites-enabled/*;\n}\n"
SITE = "server {{\n    listen 80;\n    server_name {};\n}}\n"
SETTINGS = '[path-map]\n"sites-enabled" = "nginx/sites-available"\n'
FILES = ("nginxlint", "rules", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")


def run(*arguments: str, cwd: Path, home: Path, check: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a program with no settings of the user's."""
    names = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "NGINXLINT"))}
    identity = {
        f"GIT_{who}_{what}": "test@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    environment = {**names, **identity, "PRE_COMMIT_HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(
        arguments, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=check
    )


def commit(folder: Path, home: Path) -> str:
    """Put all files of a folder into git; gives the commit."""
    shutil.rmtree(folder / ".git", ignore_errors=True)
    run("git", "init", "-q", cwd=folder, home=home, check=True)
    run("git", "add", "-A", cwd=folder, home=home, check=True)
    run("git", "commit", "-q", "-m", "all", cwd=folder, home=home, check=True)
    return run("git", "rev-parse", "HEAD", cwd=folder, home=home, check=True).stdout.strip()


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, Path]:
    """A repository with nginxlint as it is here, its commit, and pre-commit's folder."""
    home = tmp_path_factory.mktemp("home")
    source = tmp_path_factory.mktemp("nginxlint")
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in FILES:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=ignored)
        elif path.exists():
            shutil.copy(path, source / name)
    return source, commit(source, home), home


@pytest.fixture
def repository(tmp_path: Path, hooks: tuple[Path, str, Path]) -> Path:
    """A repository of configurations that isn't the server, with both hooks."""
    source, revision, home = hooks
    settings = {
        "repos": [
            {
                "repo": str(source),
                "rev": revision,
                "hooks": [{"id": "nginxlint"}, {"id": "nginxlint-project"}],
            }
        ]
    }
    tree(
        tmp_path,
        {
            "nginx/nginx.conf": MAIN,
            "nginx/sites-available/a": SITE.format("a.example"),
            "nginx/sites-available/b": SITE.format("b.example"),
            "nginx/README.md": "# server {\n\nNot a configuration, [at all](x).\n",
            "other/app.py": "print('server {')\n",
            ".nginxlint.toml": SETTINGS,
            ".pre-commit-config.yaml": yaml.safe_dump(settings),
        },
    )
    commit(tmp_path, home)
    return tmp_path


def hook(repository: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = run(
        sys.executable, "-m", "pre_commit", "run", "--color", "never", *arguments, cwd=repository, home=home
    )
    log = home / "pre-commit.log"
    if done.returncode == 3 and log.exists():
        text = log.read_text()
        if (
            "No matching distribution" in text
            or "ConnectionError" in text
            or "Could not find a version" in text
        ):
            pytest.skip("PyPI is not to be reached")
        pytest.fail(text)
    return done


def test_both_hooks(repository: Path, hooks: tuple[Path, str, Path]) -> None:
    _, _, home = hooks
    done = hook(repository, home, "--all-files")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("Passed") == 2

    # The conflict only shows where the changed file is read as part of its configuration.
    (repository / "nginx/sites-available/b").write_text(SITE.format("a.example"))
    run("git", "add", "-A", cwd=repository, home=home, check=True)
    done = hook(repository, home)
    assert done.returncode == 1
    assert done.stdout.count("Failed") == 2
    assert done.stdout.count("warning[conflicting-server-name]") == 2
    assert "nginx/sites-available/b:3" in done.stdout
    assert "\x1b" not in done.stdout

    # Nothing of nginx's: no hook runs. Nothing in what runs is taken for a configuration that isn't one.
    run("git", "commit", "-q", "-n", "-m", "b", cwd=repository, home=home, check=True)
    (repository / "other/app.py").write_text("print('x {')\n")
    run("git", "add", "-A", cwd=repository, home=home, check=True)
    done = hook(repository, home)
    assert done.returncode == 0
    assert done.stdout.count("Skipped") == 2
    (repository / "nginx/README.md").write_text("# events {\n")
    run("git", "add", "-A", cwd=repository, home=home, check=True)
    done = hook(repository, home, "nginxlint")
    assert (done.returncode, "Passed" in done.stdout) == (0, True), done.stdout


def test_the_hook_that_formats(repository: Path, hooks: tuple[Path, str, Path]) -> None:
    _, _, home = hooks
    settings = repository / ".pre-commit-config.yaml"
    chosen = yaml.safe_load(settings.read_text())
    chosen["repos"][0]["hooks"] = [{"id": "nginxlint-format"}]
    settings.write_text(yaml.safe_dump(chosen))
    site = repository / "nginx/sites-available/b"
    site.write_text(SITE.format("b.example").replace("    ", "\t"))
    run("git", "add", "-A", cwd=repository, home=home, check=True)
    done = hook(repository, home, "--all-files")
    assert done.returncode == 1
    assert "formatted nginx/sites-available/b" in done.stdout
    assert site.read_text() == SITE.format("b.example")
    assert "Not a configuration" in (repository / "nginx/README.md").read_text()
    assert hook(repository, home, "--all-files").returncode == 0


NAMES = {
    "nginx.conf": True,
    "nginx/nginx.conf": True,
    "deploy/nginx-prod.conf": True,
    "deploy/prod.nginx.conf.j2": True,
    "sites-available/default": True,
    "roles/web/files/sites-enabled/shop": True,
    "etc/nginx/snippets/tls": True,
    "conf.d/app.conf": True,
    "site.vhost": True,
    "site.nginx": True,
    "src/app.py": False,
    "README.md": False,
    "redis.conf": False,
    "apache2/httpd.conf": False,
}


@pytest.mark.parametrize("name", NAMES)
def test_which_files_the_hooks_take(name: str) -> None:
    import re

    for one in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()):
        assert bool(re.search(one["files"], name)) is NAMES[name]
