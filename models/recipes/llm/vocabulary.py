"""The tokenizer: byte-level BPE that splits as GPT-2 does, without merges of digits: numbers are read digit
by digit. It is learned from the dialogues; that of a GGUF file can be read to take over its embeddings.

The merges that join a blank to what follows come after all others. A word is so cut into the same pieces with a blank
before it as without: what a user says can be copied piece by piece into the quotation marks of a tool call.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

from gguf import GGUFReader
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from models.recipes.common.held_out import held_out
from models.recipes.llm.dialogues import dialogue

SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>")
BLANK = "Ġ"
"""As byte-level BPE writes a blank."""
_GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"


def _around(model: models.BPE, *, blanks: bool = True) -> Tokenizer:
    tokenizer = Tokenizer(model)
    steps = [] if blanks else [pre_tokenizers.Split(Regex(r"\s+"), "removed")]
    steps += [
        pre_tokenizers.Split(Regex(_GPT2), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ]
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(steps)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def _texts(dialogues: int, seed: int) -> list[str]:
    """What is said in fresh dialogues, without digits and without what makes up the special tokens."""
    rng, away = random.Random(seed), held_out()
    turns = (turn for _ in range(dialogues) for turn in dialogue(rng, 2000, lambda turn: len(turn[1]), away))
    return [
        "".join(c for c in text.replace("<tool_call>", "").replace("</tool_call>", "") if not c.isdigit())
        for _, text in turns
    ]


def learn(pieces: int = 1300, with_blank: int = 900, dialogues: int = 4000, seed: int = 5) -> Tokenizer:
    """A tokenizer of `pieces` tokens without blanks, the `with_blank` likeliest behind a blank, the special ones."""
    texts = _texts(dialogues, seed)
    plain = _around(models.BPE(), blanks=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    plain.train_from_iterator(
        texts, trainers.BpeTrainer(vocab_size=pieces, initial_alphabet=alphabet, show_progress=False)
    )
    first = Counter(
        token.lstrip(BLANK)
        for text in texts
        for word in text.split(" ")[1:]
        if word
        for token in plain.encode(word).tokens[:1]
    )
    learned = json.loads(plain.to_str())["model"]
    vocabulary: dict[str, int] = learned["vocab"]
    merges = [tuple(merge) if isinstance(merge, list) else tuple(merge.split(" ")) for merge in learned["merges"]]
    for piece, _ in first.most_common(with_blank):
        vocabulary[BLANK + piece] = len(vocabulary)
        merges.append((BLANK, piece))
    tokenizer = _around(models.BPE(vocab=vocabulary, merges=merges))
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
