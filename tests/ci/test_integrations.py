"""What the project ships for others to call it: the Action, the template, the matcher, completion."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from inprocess import command, concise, tree
from linting import ROOT

BROKEN = "server {\n    listen 80\n    server_name a.example;\n}\n"


def builtin_schema(name: str) -> dict[str, object]:
    """A consumer's schema, as check-jsonschema brings it."""
    package = pytest.importorskip("check_jsonschema")
    path = Path(package.__file__).parent / "builtin_schemas/vendor" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


# -- GitHub ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def action() -> dict[str, object]:
    found = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def step(action: dict[str, object], name: str) -> dict[str, object]:
    runs = action["runs"]
    assert isinstance(runs, dict)
    return next(one for one in runs["steps"] if one["name"] == name)


def lint(
    action: dict[str, object], folder: Path, temporary: Path, **inputs: str
) -> subprocess.CompletedProcess[str]:
    """Run the Action's step that lints, as the runner does, with the nginxlint of these tests."""
    binary = temporary / "nginxlint/bin/nginxlint"
    binary.parent.mkdir(parents=True, exist_ok=True)
    binary.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -P -m nginxlint "$@"\n'
        if sys.version_info >= (3, 11)
        else f'#!/bin/sh\nexec "{sys.executable}" -m nginxlint "$@"\n'
    )
    binary.chmod(0o755)
    declared = action["inputs"]
    assert isinstance(declared, dict)
    given = {name: inputs.get(name.replace("-", "_"), one["default"]) for name, one in declared.items()}
    environment = {
        **os.environ,
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(temporary / "summary.md"),
        "RUNNER_TEMP": str(temporary),
    }
    variables = step(action, "Lint")["env"]
    assert isinstance(variables, dict)
    for name, value in variables.items():
        match = re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", value)
        assert match is not None
        environment[name] = given[match[1]]
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", str(step(action, "Lint")["run"])],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_action_lints(action: dict[str, object], tmp_path: Path) -> None:
    folder = tree(
        tmp_path / "repo", {"a b.conf": BROKEN, "fine.conf": "events {}\nhttp {\n    server_tokens off;\n}\n"}
    )
    done = lint(action, folder, tmp_path / "temp")
    assert done.returncode == 1, done.stderr
    assert "::error file=a b.conf,line=2" in done.stdout
    assert "missing-semicolon" in (tmp_path / "temp/summary.md").read_text()
    done = lint(action, folder, tmp_path / "temp", paths="fine.conf\n", sarif="out.sarif", args="--quiet\n")
    assert done.returncode == 0, done.stderr
    assert json.loads((folder / "out.sarif").read_text())["version"] == "2.1.0"
    assert (
        lint(action, folder, tmp_path / "temp", paths="a b.conf\nfine.conf", fail_on="never").returncode == 0
    )


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    "value", ["$(touch ran)", "`touch ran`", "x; touch ran", "x\ntouch ran", "--report=text=ran", "*"]
)
def test_inputs_of_the_action_are_no_commands(action: dict[str, object], tmp_path: Path, value: str) -> None:
    folder = tree(tmp_path / "repo", {"a.conf": BROKEN})
    assert lint(action, folder, tmp_path / "temp", paths=value).returncode == 2
    assert not (folder / "ran").exists()


def test_the_action_writes_no_input_into_a_script(action: dict[str, object]) -> None:
    for name in ("Install nginxlint", "Lint"):
        assert "${{" not in str(step(action, name)["run"])
    jsonschema.validate(action, builtin_schema("github-actions"))


def test_the_matcher_reads_the_concise_report(tmp_path: Path) -> None:
    matcher = json.loads((ROOT / ".github/nginxlint-matcher.json").read_text(encoding="utf-8"))
    (problem,) = matcher["problemMatcher"]
    (pattern,) = problem["pattern"]
    tree(tmp_path, {"sites-available/a: b": BROKEN})
    (line,) = concise(".", cwd=tmp_path).out.splitlines()
    match = re.fullmatch(pattern["regexp"], line)
    assert match is not None
    assert [match[pattern[key]] for key in ("file", "line", "severity", "code")] == [
        "sites-available/a: b",
        "2",
        "error",
        "missing-semicolon",
    ]


# -- GitLab, Docker, shells ------------------------------------------------------------------------


def test_the_template_is_one_that_gitlab_takes() -> None:
    header, template = yaml.safe_load_all((ROOT / "templates/nginxlint.yml").read_text(encoding="utf-8"))
    jsonschema.validate(template, builtin_schema("gitlab-ci"))
    text = json.dumps(template)
    used = set(re.findall(r"\$\[\[ inputs\.(\w+) \]\]", text))
    assert used == set(header["spec"]["inputs"])


def test_the_image_is_slim_and_not_root() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    last = max(number for number, line in enumerate(lines) if line.startswith("FROM"))
    stage = lines[last:]
    assert "slim" in stage[0]
    assert any(line == "USER 10001" for line in stage)
    assert 'ENTRYPOINT ["/opt/nginxlint/bin/nginxlint"]' in stage
    # What the build copies is what the package is made of.
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert kept == {"LICENSE", "README.md", "nginxlint", "pyproject.toml", "rules"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(tmp_path: Path, shell: str) -> None:
    done = command("completion", shell, cwd=tmp_path)
    assert done.status == 0
    assert f"_NGINXLINT_COMPLETE={shell}_complete" in done.out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("nginxlint ", "baseline"),
        ("nginxlint check --form", "--format"),
        ("nginxlint check --format sa", "sarif"),
    ],
)
def test_completion_answers(tmp_path: Path, words: str, expected: str) -> None:
    parts = words.split(" ")
    done = subprocess.run(
        [sys.executable, "-m", "nginxlint"],
        cwd=tmp_path,
        env={
            **os.environ,
            "_NGINXLINT_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(parts) - 1),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert f"plain,{expected}" in done.stdout.splitlines()


def test_a_report_is_not_written_through_a_link(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("keep me")
    folder = tree(tmp_path / "repo", {"a.conf": BROKEN})
    (folder / "out.sarif").symlink_to(precious)
    assert command("a.conf", "--report", "sarif=out.sarif", cwd=folder).status == 1
    assert precious.read_text() == "keep me"
    assert json.loads((folder / "out.sarif").read_text())["version"] == "2.1.0"
    assert command("a.conf", "--report", "sarif=/dev/null", cwd=folder).status == 1
    assert not Path("/dev/null").is_file()
    assert command("a.conf", "--report", "sarif=gone/x", cwd=folder).status == 2
