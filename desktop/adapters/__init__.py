"""LoRA adapters of the language model: which there are, which is chosen, whether one fits."""
