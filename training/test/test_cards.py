"""The cards say what the release says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from training import cards, publish, stages
from training.config import HERE, read_json
from training.stages import LAB, all_models
from training.test.conftest import Suite


@pytest.mark.parametrize("name", cards.CARDS)
def test_the_cards_are_those_of_the_release(name: str) -> None:
    assert (HERE / name).read_text() == cards.CARDS[name](LAB), "python -m training.cards"


def test_they_have_the_usual_headings() -> None:
    def heads(name: str) -> list[str]:
        return re.findall(r"^## (.*)$", (HERE / name).read_text(), flags=re.MULTILINE)

    assert heads("DATA_CARD.md") == [
        "Motivation",
        "Composition",
        "Collection process",
        "Preprocessing, cleaning, labelling",
        "Uses",
        "Distribution",
        "Maintenance",
    ]
    assert heads("MODEL_CARD.md") == [
        "Model details",
        "Intended use",
        "Factors",
        "Metrics",
        "Training data",
        "Evaluation data",
        "Quantitative analyses",
        "Ethical considerations",
        "Caveats and recommendations",
    ]


def test_every_model_stands_in_its_card_with_its_hash() -> None:
    card = (HERE / "MODEL_CARD.md").read_text()
    for model in all_models(read_json(LAB / "manifest.json")):
        assert re.search(rf"^\| `{model['id']}` .* `{model['weights_sha256']}` \|$", card, flags=re.MULTILINE)


def test_publishing_the_release_of_the_page_writes_them_anew(
    tiny: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And publishing elsewhere does not."""
    written = []
    monkeypatch.setattr(cards, "write", lambda: written.append(1))
    publish.publish(tiny.config, tmp_path / "elsewhere")
    assert not written
    monkeypatch.setattr(stages, "LAB", tmp_path / "page")
    publish.publish(tiny.config, tmp_path / "page")
    assert written


def test_a_release_with_every_kind_of_model_has_cards_too(tiny: Suite, tmp_path: Path) -> None:
    cards.write(tiny.lab, tmp_path)
    data, model = ((tmp_path / name).read_text() for name in cards.CARDS)
    assert "tiny/ladder.json" in data and "`d1-ladder` | controls" in model and "None" not in data + model
    assert "tiny/conversations.json" in data and "`d1-assistant` | assistant | `d1-works` | 140" in model
