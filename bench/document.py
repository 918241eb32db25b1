"""docs/benchmarks.md: one part for each size, made of sections that are replaced one by one, so that a run that is stopped keeps
what it has measured, and a run of one section leaves the others as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

PATH = Path("docs/benchmarks.md")
MARK = re.compile(r"^<!-- ([a-z]+)/([a-z-]+) -->\n", re.MULTILINE)  # size and key, not shown
HEAD = """# Benchmarks

Written by `make bench`, section by section; do not edit. How to run it, and what a size means: [scale.md](scale.md).

Each candidate runs in a process of its own and all take turns, round after round; preparing the data is outside the timing,
and so is a first time that does not count, except where a note says that each round begins with a new process. The first
line of a table is a peer or a floor, measured in the same run; the ratio is the median over the rounds to that line of the
same round. Read the ratios, not the seconds. The ratio of CPU, of the processor time of all processes, stays comparable
where other work takes turns on the machine. Noise is the longest round of the first line as a multiple of its shortest, by
the clock and of CPU: what differs by less says nothing. Peak MB is the most that the process held while it worked; beside
MB the most that all its readers, workers and servers held together, seen fifty times a second.
"""
Sections = dict[tuple[str, str], str]


def sections_in(text: str) -> Sections:
    """What a note holds, by size and key."""
    pieces = MARK.split(text)
    found = zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True)
    return {(size, key): body.partition("\n## ")[0].strip() + "\n" for size, key, body in found}


def rendered(sections: Sections, sizes: Mapping[str, str], keys: Sequence[str]) -> str:
    """The whole note: `sizes` give each part its heading, `keys` the order; what neither knows any more is left out."""
    parts = [HEAD]
    for size, heading in sizes.items():
        own = [f"<!-- {size}/{key} -->\n{sections[size, key]}" for key in keys if (size, key) in sections]
        if own:
            parts += [f"## {heading}\n", *own]
    return "\n".join(parts)


def keep(size: str, key: str, lines: Sequence[str], sizes: Mapping[str, str], keys: Sequence[str], path: Path) -> None:
    """Replace one section of the file, or add it."""
    sections = sections_in(path.read_text(encoding="utf-8")) if path.exists() else {}
    sections[size, key] = "\n".join(lines).strip() + "\n"
    unfinished = path.with_suffix(".part")
    unfinished.write_text(rendered(sections, sizes, keys), encoding="utf-8")
    unfinished.replace(path)
