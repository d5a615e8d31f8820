"""The vectors that the page's measures are held to are those of the pipeline's."""

from training.test.block_vectors import FILE, text


def test_vectors_are_up_to_date() -> None:
    assert FILE.read_text() == text(), "python -m training.test.block_vectors writes them anew"
