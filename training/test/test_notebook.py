"""The notebook of the main figure runs as it stands, from the published rows, and draws what they say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from training.config import read_json
from training.stages import LAB
from training.test.conftest import ROOT

NOTEBOOK = ROOT / "static" / "teach" / "copies.ipynb"
CHECK = """
import json
drawn = {name: [line.get_ydata().tolist() for line in each.axes[0].get_lines()] for name, each in
         (("shares", figure), ("bits", figure_of_bits))}
print(json.dumps({"drawn": drawn, "checked": checked, "again": again == row["greedy"], "matched": row["matched"]}))
"""


@pytest.fixture(scope="module")
def cells() -> list[dict]:
    return read_json(NOTEBOOK)["cells"]


def test_it_holds_no_output_that_could_grow_old(cells: list[dict]) -> None:
    for cell in cells:
        assert cell["cell_type"] == "markdown" or (cell["outputs"] == [] and cell["execution_count"] is None)


def test_it_draws_what_was_published(cells: list[dict], installed: Path, tmp_path: Path) -> None:
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    (tmp_path / "copies.py").write_text("\n\n".join([*code, CHECK]))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(tmp_path / "copies.py")],
        cwd=NOTEBOOK.parent,
        env=os.environ | {"PYTHONPATH": str(installed), "MPLBACKEND": "agg"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    said = json.loads(done.stdout.splitlines()[-1])
    manifest = read_json(LAB / "manifest.json")
    summary = [
        line
        for line in read_json(LAB / manifest["summary"]["path"])["rows"]
        if line["condition"] == "exact" and line["context"] == 32
    ]
    models = [model["id"] for model in manifest["models"]]
    by_model = [[line["recited"] / line["n"] for line in summary if line["model"] == model] for model in models]
    assert said["drawn"]["shares"] == by_model and said["checked"] == sum(map(len, by_model))
    nats = [[-line["mean_logprob"] for line in summary if line["model"] == model] for model in models]
    for drawn, mean in zip(said["drawn"]["bits"], nats, strict=True):
        assert drawn == pytest.approx([value / 0.693147 / 32 for value in mean], abs=1e-3)
    assert said["again"] and said["matched"] == 32
