"""How a language model's next token is chosen."""

from __future__ import annotations

from typing import Any

import llama_cpp

_TOP_K, _TOP_P, _MIN_P = 40, 0.95, 0.05


def build_sampler(temperature: float, seed: int) -> Any:
    """A chain of llama.cpp, its caller frees it: the likeliest token at temperature 0, else one drawn with `seed`."""
    sampler = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
    if temperature <= 0:
        steps = [llama_cpp.llama_sampler_init_greedy()]
    else:
        steps = [
            llama_cpp.llama_sampler_init_top_k(_TOP_K),
            llama_cpp.llama_sampler_init_top_p(_TOP_P, 1),
            llama_cpp.llama_sampler_init_min_p(_MIN_P, 1),
            llama_cpp.llama_sampler_init_temp(temperature),
            llama_cpp.llama_sampler_init_dist(seed),
        ]
    for step in steps:
        llama_cpp.llama_sampler_chain_add(sampler, step)
    return sampler
