"""Pitch, envelope and aperiodicity to samples: pulses and noise through minimum-phase filters, frame by frame.

Everything is linear algebra that ONNX has; the filters of a frame are matrices times its log powers."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the name everybody uses)

from models.recipes.tts.model import BANDS, NOISE_BANDS

RATE, HOP = 16000, 80
HOPS = 6
"""A frame reaches over so many hops: two of excitation, the others for its filter to ring out."""
SIZE = HOPS * HOP
HIGHEST_HZ = 7800.0
_TOP_MEL = 2595 * math.log10(1 + RATE / 2 / 700)


def bands_to_bins(bands: int) -> NDArray[np.float64]:
    """Linear interpolation from bands even in mel to the bins of a frame, (bands, SIZE / 2 + 1)."""
    hertz = np.arange(SIZE // 2 + 1) * RATE / SIZE
    place = np.log10(1 + hertz / 700) * 2595 / _TOP_MEL * (BANDS - 1) * bands / BANDS
    return np.stack([np.interp(place, np.arange(bands), row) for row in np.eye(bands)])


def minimum_phase(log_gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """The phases in radians that go with log gains, (..., SIZE / 2 + 1) each."""
    cepstrum = np.fft.irfft(log_gains, SIZE)
    fold = np.zeros(SIZE)
    fold[0] = fold[SIZE // 2] = 1
    fold[1 : SIZE // 2] = 2
    return np.asarray(np.fft.rfft(cepstrum * fold).imag)


class Vocoder(nn.Module):
    """t frames of 5 ms to t * HOP samples."""

    def __init__(self) -> None:
        super().__init__()
        envelope = bands_to_bins(BANDS)
        window = np.hanning(2 * HOP + 1)[:-1]
        forth = np.fft.rfft(np.diag(window), SIZE)
        back = np.fft.irfft(np.eye(SIZE // 2 + 1), SIZE), np.fft.irfft(1j * np.eye(SIZE // 2 + 1), SIZE)
        tables = {
            "gain": envelope / 2, "phase": minimum_phase(envelope / 2), "roughness": bands_to_bins(NOISE_BANDS),
            "forth_real": forth.real, "forth_imaginary": forth.imag, "back_real": back[0], "back_imaginary": back[1],
        }  # fmt: skip
        for name, table in tables.items():
            self.register_buffer(name, torch.tensor(table, dtype=torch.float32))

    def forward(self, power: Tensor, noise: Tensor, voiced: Tensor, pitch: Tensor) -> Tensor:
        """Log power (t, BANDS), aperiodicity 0 to 1 (t, NOISE_BANDS), voiced 0 or 1 (t, 1), Hz (t, 1)."""
        rough = torch.where(voiced > 0, (noise @ self.roughness).clamp(0, 1), 1.0)
        smooth = torch.sqrt(1 - rough * rough)
        pulses, hiss = self._spectra(_pulses(pitch)), self._spectra(torch.randn_like(_to_samples(pitch)))
        real, imaginary = (p * smooth + h * rough for p, h in zip(pulses, hiss, strict=True))
        gain, phase = torch.exp((power @ self.gain).clamp(-20, 10)), power @ self.phase
        cosine, sine = gain * torch.cos(phase), gain * torch.sin(phase)
        frames = (real * cosine - imaginary * sine) @ self.back_real
        frames = frames + (real * sine + imaginary * cosine) @ self.back_imaginary
        return _overlapped(frames)

    def _spectra(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        """Real and imaginary parts of t windowed pieces of t * HOP samples, (t, bins) each."""
        now = samples.reshape(-1, HOP)
        pieces = torch.cat([now, torch.cat([now[1:], torch.zeros_like(now[:1])])], 1)
        return pieces @ self.forth_real, pieces @ self.forth_imaginary


def _to_samples(frames: Tensor) -> Tensor:
    """(t, 1) to (t * HOP,)."""
    return F.interpolate(frames.t()[None], scale_factor=float(HOP), mode="linear", align_corners=False)[0, 0]


def _pulses(pitch: Tensor) -> Tensor:
    """All harmonics below HIGHEST_HZ, as loud together as white noise of deviation 1; (samples,) from Hz (t, 1)."""
    hertz = _to_samples(pitch)
    turns = torch.cumsum(hertz.double() / RATE, 0)
    angle = ((turns - torch.round(turns)) * 2 * math.pi).float()
    exact = HIGHEST_HZ / hertz
    count = torch.floor(exact)
    half = torch.sin(angle / 2)
    at_pulse = half.abs() < 1e-4
    safe = torch.where(at_pulse, torch.ones_like(half), half)
    ratio = torch.where(at_pulse, 2 * count + 1, torch.sin((count + 0.5) * angle) / safe)
    cosines = (ratio - 1) / 2 + (exact - count) * torch.cos((count + 1) * angle)
    return 2 * torch.sqrt(hertz / RATE) * cosines


def _overlapped(frames: Tensor) -> Tensor:
    """Sum of frames (t, SIZE) that begin one HOP after another, from the middle of the first on; (t * HOP,)."""
    pieces = frames.reshape(-1, HOPS, HOP)
    total = pieces[:, 0]
    for late in range(1, HOPS):
        total = total + torch.cat([torch.zeros_like(total[:late]), pieces[:-late, late]])
    return total.reshape(-1)
