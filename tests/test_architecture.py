"""The import arrows hold, and breaking one would be noticed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("registry", "importers")


def checked_contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    """Hold the packages below `folder` against the contracts of the project's pyproject.toml."""
    program = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    options = ["--config", str(ROOT / "pyproject.toml"), "--no-cache", "--no-logo"]
    return subprocess.run(
        [sys.executable, "-c", program, *options], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copied_packages(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_imports_go_down_only() -> None:
    checked = checked_contracts(ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_project_root_packages_import_nothing_but_what_sets_the_environment() -> None:
    for package in PACKAGES:
        lines = (ROOT / package / "__init__.py").read_text(encoding="utf-8").splitlines()
        imported = [line for line in lines if line.startswith(("import ", "from "))]
        assert imported in ([], ["import os"]), f"{package}/__init__.py imports something"


@pytest.mark.parametrize(
    ("module", "line", "fault"),
    [
        ("registry/domain/errors.py", "import flask", "registry.domain is not allowed to import flask"),
        ("importers/__init__.py", "import sqlmodel", "importers is not allowed to import sqlmodel"),
        ("importers/__init__.py", "import registry.store", "importers is not allowed to import registry.store"),
        ("registry/store/__init__.py", "import registry.catalogue", "is not allowed to import registry.catalogue"),
        ("registry/services/__init__.py", "import registry.web", "is not allowed to import registry.web"),
        ("registry/domain/errors.py", "import registry.services", "is not allowed to import registry.services"),
    ],
)
def test_an_import_against_the_arrows_is_reported(copied_packages: Path, module: str, line: str, fault: str) -> None:
    source = copied_packages / module
    source.write_text(f"{source.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    checked = checked_contracts(copied_packages)
    assert checked.returncode == 1
    assert fault in " ".join(checked.stdout.split())
