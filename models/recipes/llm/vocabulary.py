"""The tokenizer: byte-level BPE that splits as GPT-2 does, without merges of digits: numbers are read digit
by digit. It can be learned from the dialogues, or taken from a GGUF file."""

from __future__ import annotations

import random
from pathlib import Path

from gguf import GGUFReader
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from models.recipes.common.held_out import held_out
from models.recipes.llm.dialogues import dialogue

SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>")
_GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"


def _around(model: models.BPE) -> Tokenizer:
    tokenizer = Tokenizer(model)
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(_GPT2), "isolated"), byte_level])
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def learn(size: int = 1200, dialogues: int = 3000, seed: int = 5) -> Tokenizer:
    """A tokenizer of `size` ordinary tokens plus the special ones, learned from fresh dialogues."""
    rng, away = random.Random(seed), held_out()

    def texts() -> list[str]:
        turns = (turn for _ in range(dialogues) for turn in dialogue(rng, 2000, lambda t: len(t[1]), away))
        return ["".join(c for c in content if not c.isdigit()) for _, content in turns]

    tokenizer = _around(models.BPE())
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        texts(), trainers.BpeTrainer(vocab_size=size, initial_alphabet=alphabet, show_progress=False)
    )
    tokenizer.add_special_tokens(list(SPECIAL))
    return tokenizer


def from_gguf(path: Path) -> Tokenizer:
    """The tokenizer inside a GGUF file that this recipe wrote."""
    reader = GGUFReader(path)
    tokens = reader.fields["tokenizer.ggml.tokens"].contents()
    merges = [tuple(merge.split(" ")) for merge in reader.fields["tokenizer.ggml.merges"].contents()]
    vocabulary = {token: index for index, token in enumerate(tokens) if token not in SPECIAL}
    tokenizer = _around(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.add_special_tokens(list(SPECIAL))
    if [tokenizer.id_to_token(index) for index in range(len(tokens))] != tokens:
        raise ValueError(f"the tokens of {path} are not in the order of this recipe")
    return tokenizer
