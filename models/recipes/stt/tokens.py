"""The recogniser's vocabulary: byte-level BPE, Whisper's control tokens, 1,501 time stamps."""

from __future__ import annotations

import random

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from models.recipes.stt.texts import text

END = "<|endoftext|>"
CONTROL = (
    "<|startoftranscript|>", "<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>",
    "<|notimestamps|>",
)  # fmt: skip
STAMPS = tuple(f"<|{index * 0.02:.2f}|>" for index in range(1501))


def learn(size: int = 1000, sentences: int = 20000, seed: int = 1) -> Tokenizer:
    """`size` ordinary tokens, learned from what it will hear, and the control tokens."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    rng = random.Random(seed)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=size, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator((" " + text(rng) for _ in range(sentences)), trainer)
    tokenizer.add_special_tokens([END, *CONTROL])
    return tokenizer


def listing(tokenizer: Tokenizer) -> list[str]:
    """Every token in the order of its id, time stamps included."""
    return [tokenizer.id_to_token(index) for index in range(tokenizer.get_vocab_size())] + list(STAMPS)
