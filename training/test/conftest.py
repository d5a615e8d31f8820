"""One tiny suite for all tests: made once a run by the command that makes the real one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from training.config import HERE, SuiteConfig

ROOT = HERE.parent
os.environ.setdefault("OMP_NUM_THREADS", "1")  # more threads only wait for each other at this size


def run(*command: str) -> str:
    """Run `python -m <command>` in the repository and return what it printed; fail the test if it fails."""
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@dataclass(frozen=True)
class Suite:
    config_path: Path
    config: SuiteConfig
    lab: Path
    log: str

    def copy(self, folder: Path, *parts: str) -> SuiteConfig:
        """The same config with its products in `folder`, those named in `parts` copied there."""
        for part in parts:
            shutil.copytree(self.config.out / part, folder / part)
        return replace(self.config, out=folder)


def write_config(folder: Path, **changes: object) -> Path:
    """configs/tiny.json with its products in `folder` and other changes, as a file."""
    config = json.loads((HERE / "configs" / "tiny.json").read_text())
    path = folder / "config.json"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(config | {"out": str(folder / "out")} | changes))
    return path


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that pip has installed the package in, as `pip install ./training` does; what it needs is here already.
    Made of a copy, since a build leaves its products beside the source."""
    source, target = tmp_path_factory.mktemp("source") / "training", tmp_path_factory.mktemp("installed")
    unwanted = ("out", "cache", ".venv", "test", "__pycache__", ".*_cache")
    shutil.copytree(HERE, source, ignore=shutil.ignore_patterns(*unwanted))
    run("pip", "install", "-q", "--no-index", "--no-deps", "--no-build-isolation", "--target", str(target), str(source))
    return target


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    folder = tmp_path_factory.mktemp("tiny")
    path = write_config(folder)
    log = run("training.suite", "--config", str(path), "--lab", str(folder / "lab"))
    return Suite(path, SuiteConfig.load(path), folder / "lab", log)
