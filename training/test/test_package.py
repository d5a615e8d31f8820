"""The package as pip installs it: `verbatim`, outside the clone."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path

from training.config import HERE, read_json
from training.stages import LAB
from training.test.conftest import ROOT


def outside(installed: Path, folder: Path, *command: str) -> subprocess.CompletedProcess:
    """What Python does with the installed package in a folder outside the clone."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(installed)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_published_model_is_loaded_by_name(installed: Path, tmp_path: Path) -> None:
    done = outside(
        installed,
        tmp_path,
        "-c",
        f"""
import torch, verbatim
from verbatim.tables import table
model = verbatim.load("d1-raw", lab={str(LAB)!r})
print(table("exposure", lab={str(LAB)!r}).num_rows, "rows")
with torch.no_grad():
    print(model.precision, model.parameter_count(), *model(torch.tensor([[0, 34]]))[0].shape)
verbatim.load("d1-raw")
""",
    )
    manifest = read_json(LAB / "manifest.json")
    entry = next(m for m in manifest["models"] if m["id"] == "d1-raw")
    assert f"{len(read_json(LAB / manifest['exposure']['path'])['rows'])} rows" in done.stdout, done.stdout
    assert f"fp16 {entry['parameters']} 1 2 4096" in done.stdout, done.stdout
    assert "d1-raw is not trained here: its published weights, stored in fp16" in done.stdout
    # Outside the clone nothing is published, unless one says where.
    assert f"d1-raw is not trained here, and {tmp_path / 'static' / 'lab'} does not hold it" in done.stdout
    assert "python -m verbatim.llama --config" in done.stdout and done.returncode == 1


def test_its_commands_run(installed: Path, tmp_path: Path) -> None:
    config = installed / "verbatim" / "configs" / "tiny.json"
    done = outside(installed, tmp_path, "-m", "verbatim.train", "--config", str(config), "--model", "d1-raw")
    assert "training/out/tiny/corpus/raw.bin is missing: python -m verbatim.corpus" in done.stdout, done.stdout
    assert not list(tmp_path.iterdir())


def test_what_it_writes_lies_where_it_is_run(installed: Path, tmp_path: Path) -> None:
    """And not in the package, which may be nobody's to write in."""
    before = sorted((installed / "verbatim").glob("*.md"))
    done = outside(
        installed,
        tmp_path,
        "-c",
        f"from pathlib import Path; from verbatim import cards; cards.write(Path({str(LAB)!r}))",
    )
    assert done.returncode == 0, done.stdout
    for name in ("DATA_CARD.md", "MODEL_CARD.md"):
        assert (tmp_path / "training" / name).read_text() == (HERE / name).read_text()
    assert sorted((installed / "verbatim").glob("*.md")) == before


def test_it_holds_all_that_it_reads_and_no_tests(installed: Path) -> None:
    package = installed / "verbatim"
    here = {path.name for path in HERE.glob("*.py")} | {"sources.json", "configs"}
    assert here | {path.name for path in HERE.glob("predictions-*.md")} <= {path.name for path in package.iterdir()}
    assert not (package / "test").exists()
    assert {path.name for path in (HERE / "configs").iterdir()} == {p.name for p in (package / "configs").iterdir()}


def test_it_needs_what_the_pipeline_does() -> None:
    """The pins of requirements.in, tools apart; and the release is that of the citation."""
    project = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]
    pins, tools = (HERE / "requirements.in").read_text().split("# tools\n")
    assert project["dependencies"] == [line for line in pins.splitlines() if line and line[0] != "#"]
    assert project["optional-dependencies"]["notebook"][0] in tools.splitlines()
    release = project["version"].replace(".", "-")
    assert f"version: '{release}'" in (ROOT / "CITATION.cff").read_text()
    assert release == read_json(LAB / "manifest.json")["release"]


def test_no_string_names_the_folder_for_the_package() -> None:
    """What a message says to run, and what the code names, is `training` in the clone and `verbatim` installed. (Cards
    and the schema are documents of the clone.)"""
    for path in {*HERE.glob("*.py")} - {HERE / "cards.py", HERE / "tables.py"}:
        tree = ast.parse(path.read_text())
        described = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
                assert "-m training." not in node.value and not node.value.startswith("training."), (path, node.lineno)
