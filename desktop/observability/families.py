"""Figures as Prometheus has them: families of samples in base units. Holds no words that anybody said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector
from prometheus_client.samples import Sample

Labelled = tuple[Mapping[str, str], float]
"""Labels and a value."""
Summed = tuple[Mapping[str, str], int, float, Mapping[str, float]]
"""Labels, count, sum, and values by quantile."""


def gauge(name: str, meaning: str, samples: Iterable[Labelled]) -> Metric:
    """Return what goes up and down."""
    family = GaugeMetricFamily(name, meaning)
    for labels, value in samples:
        family.samples.append(Sample(name, dict(labels), value))
    return family


def counter(name: str, meaning: str, samples: Iterable[Labelled]) -> Metric:
    """Return what only grows; `name` ends with `_total`."""
    family = CounterMetricFamily(name, meaning)
    for labels, value in samples:
        family.samples.append(Sample(name, dict(labels), value))
    return family


def summary(name: str, meaning: str, samples: Iterable[Summed]) -> Metric:
    """Return percentiles of the recent past, with count and sum of all there ever was."""
    family = SummaryMetricFamily(name, meaning)
    for labels, count, total, quantiles in samples:
        for quantile, value in quantiles.items():
            family.samples.append(Sample(name, {**labels, "quantile": quantile}, value))
        family.samples.append(Sample(f"{name}_count", dict(labels), count))
        family.samples.append(Sample(f"{name}_sum", dict(labels), total))
    return family


class _Fixed(Collector):
    def __init__(self, families: Sequence[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        yield from self._families


def as_text(families: Sequence[Metric]) -> str:
    """Return families in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Fixed(families))
    return generate_latest(registry).decode()


def from_text(text: str) -> list[Metric]:
    """Return the families of a text in that format. Raises ValueError."""
    return list(text_string_to_metric_families(text))


def as_json(families: Iterable[Metric]) -> list[dict[str, Any]]:
    """Return families as what `json.dumps` takes; a value that is no number is left out."""
    return [
        {
            "name": family.name,
            "type": family.type,
            "help": family.documentation,
            "samples": [
                {"name": sample.name, "labels": sample.labels, "value": sample.value}
                for sample in family.samples
                if abs(sample.value) < float("inf")
            ],
        }
        for family in families
    ]
