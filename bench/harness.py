"""Candidates in processes of their own, asked in turn, round after round: seconds, processor time and peak memory of each."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

ROUNDS = 5  # at least; fewer say too little of how much the machine itself varies


@dataclass(frozen=True)
class Candidate:
    """One way of doing a piece of work: a module of this folder with a function that takes the size. Where it takes minutes, what
    its process loads is nothing to it, and no first time goes uncounted (`warmed`)."""

    label: str
    module: str
    function: str
    size: int = 0  # that of the block
    warmed: bool = True


@dataclass(frozen=True)
class Block:
    """Candidates that are compared with the first of them, a peer or a floor.

    A candidate's process stays through the rounds, and does its work once before they begin: loading modules and plans is the same
    at every size. Where that belongs to what people wait for, a block is `cold`: each round begins with a new process.
    """

    title: str
    size: int
    candidates: tuple[Candidate, ...]
    note: str = ""
    cold: bool = False
    libraries: tuple[str, ...] = ()


@dataclass
class Measured:
    """Seconds of each round, by the clock and of processor time, and the highest memory in MB, of the process and of all those
    beside it."""

    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    megabytes: float = 0.0
    beside: float = 0.0

    @property
    def median(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.seconds)

    def add(self, answer: Mapping[str, float]) -> None:
        """What one more round took."""
        self.seconds.append(answer["seconds"])
        self.processor.append(answer["processor"])
        self.megabytes = max(self.megabytes, answer["megabytes"])
        self.beside = max(self.beside, answer["beside"])


class Failed(RuntimeError):
    """A candidate did not do its work; the last lines it wrote say why."""


class Runner:
    """The process of a candidate."""

    def __init__(self, candidate: Candidate, size: int, said: int) -> None:
        self.candidate, self.said = candidate, said
        command = [sys.executable, "-m", "bench.once", candidate.module, candidate.function, str(size)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": said}
        self.process: subprocess.Popen[str] = subprocess.Popen(command, text=True, **pipes)

    def go(self) -> dict[str, float]:
        """Do the work once more. Raises Failed."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it ended while it prepared: there is no answer either
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            length = os.fstat(self.said).st_size
            raise Failed(f"{self.candidate.label}: {os.pread(self.said, 2_000, max(0, length - 2_000)).decode()}")
        answer: dict[str, float] = json.loads(line)
        return answer


@contextmanager
def running(candidate: Candidate, size: int) -> Iterator[Runner]:
    """The candidate's process while it is needed; it ends with its input, and clears up behind it."""
    with tempfile.TemporaryFile() as said:
        runner = Runner(candidate, candidate.size or size, said.fileno())
        with runner.process:
            try:
                yield runner
            except BaseException:
                runner.process.terminate()
                raise


def measure(block: Block, rounds: int = ROUNDS) -> Mapping[str, Measured]:
    """Every candidate once a round, in turn."""
    results = {candidate.label: Measured() for candidate in block.candidates}
    with ExitStack() as stack:
        kept = []
        for candidate in () if block.cold else block.candidates:
            kept.append(stack.enter_context(running(candidate, block.size)))
            if candidate.warmed:
                kept[-1].go()
        for _ in range(rounds):
            for place, candidate in enumerate(block.candidates):
                if kept:
                    results[candidate.label].add(kept[place].go())
                    continue
                with running(candidate, block.size) as runner:
                    results[candidate.label].add(runner.go())
    return results


def ratios(results: Mapping[str, Measured]) -> Mapping[str, float]:
    """Median over the rounds of each candidate's time divided by the first candidate's time of the same round."""
    return shares({label: result.seconds for label, result in results.items()})


def processor_ratios(results: Mapping[str, Measured]) -> Mapping[str, float]:
    """The same of processor time: what remains comparable where other work takes turns on the machine."""
    return shares({label: result.processor for label, result in results.items()})


def shares(times: Mapping[str, Sequence[float]]) -> Mapping[str, float]:
    """Of each, the median over the rounds of its share of the first."""
    reference = next(iter(times.values()))
    return {
        label: statistics.median(own / base if base else 0.0 for own, base in zip(each, reference, strict=True))
        for label, each in times.items()
    }


def spread(times: Sequence[float]) -> float:
    """How much the machine itself varied: the longest of the rounds as a multiple of the shortest."""
    return max(times) / min(times) if times and min(times) else 1.0
