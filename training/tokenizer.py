"""The tokenizer: byte-level BPE (Sennrich et al. 2016; bytes as in GPT-2), one for all models.

    python -m training.tokenizer --config training/configs/main.json

Trained on the background and the whole book, each text once, before anything is planted: so the number of copies of a
passage has no part in how it is tokenized. `training.corpus` does this too, so the command is for looking at it alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from . import sources
from .command import command
from .config import SuiteConfig

BOS = "<|bos|>"
BOS_ID = 0


def train_tokenizer(texts: Iterable[str], vocab_size: int) -> Tokenizer:
    """A byte-level BPE of `vocab_size` entries, the BOS token (id 0) and all 256 bytes among them."""
    tokenizer = Tokenizer(models.BPE())
    # Each digit is a token, as in Llama: so a code of six digits is six tokens, whatever numbers the texts hold.
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=[BOS],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    assert tokenizer.token_to_id(BOS) == BOS_ID
    return tokenizer


def tokenizer_of(texts: Iterable[sources.Text], path: Path, vocab_size: int) -> Tokenizer:
    """Train on `texts`, and write the tokenizer to `path`."""
    tokenizer = train_tokenizer((t.text for t in texts), vocab_size)
    path.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(path))
    print(f"tokenizer: {tokenizer.get_vocab_size()} entries", flush=True)
    return tokenizer


def main() -> None:
    config = SuiteConfig.load(command(__doc__).parse_args().config)
    kept, _, book = sources.split(config)
    tokenizer_of(kept + book, config.out / "corpus" / "tokenizer.json", config.corpus.vocab_size)


if __name__ == "__main__":
    main()
