"""A block's figures as a section of the note."""

from __future__ import annotations

from collections.abc import Mapping

from bench.harness import Block, Measured, processor_ratios, ratios, spread
from bench.machine import taken_down


def section(block: Block, results: Mapping[str, Measured]) -> list[str]:
    """Heading, circumstances, note and table."""
    reference = next(iter(results.values()))
    noise = f"noise {spread(reference.seconds):.2f} by the clock, {spread(reference.processor):.2f} of CPU"
    head = headed(block.title, taken_down(len(reference.seconds), noise, block.libraries), block.note)
    return [*head, *table(results)]


def headed(title: str, circumstances: str, note: str) -> list[str]:
    """What stands above a table."""
    return [f"### {title}", "", circumstances, "", *([note, ""] if note else [])]


def table(results: Mapping[str, Measured]) -> list[str]:
    """A Markdown table of one block."""
    shares, worked = ratios(results), processor_ratios(results)
    lines = ["| candidate | median s | min–max | ratio | ratio of CPU | peak MB | beside MB |"]
    lines += ["| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for label, result in results.items():
        span = f"{min(result.seconds):.3g}–{max(result.seconds):.3g}"
        memory = f"{result.megabytes:.0f} | {result.beside:.0f}"
        share = f"{_short(shares[label])} | {_short(worked[label])}"
        lines.append(f"| {label} | {result.median:.3g} | {span} | {share} | {memory} |")
    return lines


def _short(ratio: float) -> str:
    """Two places, or two digits that tell something."""
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.2g}"
