"""Fetches the wheels of a lock file into a folder, with their hashes: fetch-wheels.py LOCK FOLDER PYTHON [pip options].

pip holds a marker such as `python_full_version < '3.11.3'` against the Python that runs it. The machine that installs may have
another patch release, or another Python altogether; so what any release of PYTHON (like 3.11) would need is fetched.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.markers import Marker

PATCH_RELEASES = (0, 99)


def pins_for(lock: str, python: str) -> str:
    """The pins that some patch release of the Python needs, without their markers."""
    kept = []
    for pin in re.findall(r"^[a-z0-9].*(?:\n    --hash.*)+", lock, re.MULTILINE):
        marker = re.search(r" ; ([^\\\n]*)", pin)
        if marker is None or any(
            Marker(marker[1]).evaluate({"python_version": python, "python_full_version": f"{python}.{patch}"})
            for patch in PATCH_RELEASES
        ):
            kept.append(re.sub(r" ; [^\\\n]*", " ", pin, count=1))
    return "\n".join(kept)


def main(lock: str, folder: str, python: str, *options: str) -> None:
    """Let pip fetch them, none that the lock does not name."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write(pins_for(Path(lock).read_text(encoding="utf-8"), python))
        listed.flush()
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, *options, "--require-hashes", "-r", listed.name, "-d", folder], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
