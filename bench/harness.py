"""Runs candidates in fresh processes, interleaved round after round, and keeps medians, ratios and peak memory."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Candidate:
    """One way of doing a piece of work: a module of this folder with a function that takes the size."""

    label: str
    module: str
    function: str


@dataclass(frozen=True)
class Block:
    """Candidates that do the same work, compared with the first of them."""

    title: str
    size: int
    candidates: tuple[Candidate, ...]
    note: str = ""
    rounds: int | None = None  # as many as asked for
    again: bool = False  # the second time that a process does the work is measured, not the first


@dataclass
class Measured:
    """Seconds of each round, by the clock and of processor time, and the highest memory in MB, of the process and of the one
    that reads files for it."""

    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    peak_megabytes: float = 0.0
    reader_megabytes: float = 0.0

    @property
    def median(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.seconds)


def measure(block: Block, rounds: int) -> Mapping[str, Measured]:
    """Every candidate once a round, each in a process of its own."""
    results = {candidate.label: Measured() for candidate in block.candidates}
    for _ in range(block.rounds or rounds):
        for candidate in block.candidates:
            answer, result = _once(candidate, block), results[candidate.label]
            result.seconds.append(answer["seconds"])
            result.processor.append(answer["processor"])
            result.peak_megabytes = max(result.peak_megabytes, answer["megabytes"])
            result.reader_megabytes = max(result.reader_megabytes, answer["reader_megabytes"])
    return results


def ratios(results: Mapping[str, Measured]) -> Mapping[str, float]:
    """Median over the rounds of each candidate's time divided by the first candidate's time of the same round."""
    return _shares({label: result.seconds for label, result in results.items()})


def processor_ratios(results: Mapping[str, Measured]) -> Mapping[str, float]:
    """The same of processor time: what remains comparable where other work takes turns on the machine."""
    return _shares({label: result.processor for label, result in results.items()})


def _shares(times: Mapping[str, Sequence[float]]) -> Mapping[str, float]:
    reference = next(iter(times.values()))
    return {
        label: statistics.median(own / base for own, base in zip(each, reference, strict=True)) if each else 0.0
        for label, each in times.items()
    }


def _once(candidate: Candidate, block: Block) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.once", candidate.module, candidate.function, str(block.size)]
    command += ["again"] if block.again else []
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def table(block: Block, results: Mapping[str, Measured]) -> Sequence[str]:
    """A Markdown table of one block."""
    shares, worked = ratios(results), processor_ratios(results)
    lines = [f"## {block.title}", "", block.note, ""] if block.note else [f"## {block.title}", ""]
    lines += ["| candidate | median s | min–max | ratio | ratio of CPU | peak MB | reader MB |"]
    lines += ["| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for label, result in results.items():
        span = f"{min(result.seconds):.3g}–{max(result.seconds):.3g}"
        memory = f"{result.peak_megabytes:.0f} | {result.reader_megabytes:.0f}"
        lines.append(
            f"| {label} | {result.median:.3g} | {span} | {shares[label]:.2f} | {worked[label]:.2f} | {memory} |"
        )
    return [*lines, ""]
