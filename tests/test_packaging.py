"""The wheel holds all that the package reads, and works where nothing but the wheel is there."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"

ESSENTIAL = """
    py.typed
    bundled/ministry.txt
    actors/tables/countries.tsv
    archive/migrations/env.py
    archive/tables/same_deed.tsv
    attribution/tables/cues.tsv
    desk/pages/frame.html
    desk/static/desk.css
    events/tables/plover.toml
    events/tables/frames/assault.toml
    exports/assets/page.css
    language/model/encoder.onnx
    language/model/heads.npz
    language/model/manifest.json
    language/model/tokenizer.json
    language/model/NOTICE
    places/data/gazetteer.sqlite.xz
    reading/tables/outlets.tsv
    times/tables/words.tsv
""".split()

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as a fresh machine would."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT]
    built = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel beside the dependencies that are there, away from the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, wheel]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def run(installed: Path, tmp_path: Path, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
    program = (
        "import allegedly, sys; print(allegedly.__file__, file=sys.stderr); from allegedly.cli import main; main()"
    )
    environment = {**os.environ, "PYTHONPATH": str(installed), "ALLEGEDLY_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-P", "-c", program, *arguments]
    result = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, **options)
    assert result.stderr.startswith(str(installed))
    return result


def test_wheel_holds_every_file_of_the_package(wheel: Path):
    files = {p.relative_to(SOURCE).as_posix(): p for p in (SOURCE / "allegedly").rglob("*") if p.is_file()}
    ours = {name: path for name, path in files.items() if "__pycache__" not in name}
    with zipfile.ZipFile(wheel) as packed:
        inside = {name for name in packed.namelist() if name.startswith("allegedly/")}
        assert inside == ours.keys()
        changed = [name for name in sorted(inside) if packed.read(name) != ours[name].read_bytes()]
    assert changed == []


@pytest.mark.parametrize("name", ESSENTIAL)
def test_wheel_holds_what_coding_needs(wheel: Path, name: str):
    with zipfile.ZipFile(wheel) as packed:
        held = packed.NameToInfo.get(f"allegedly/{name}")
    assert held is not None
    assert held.file_size > 0 or name == "py.typed"


def test_wheel_says_its_licence(wheel: Path):
    with zipfile.ZipFile(wheel) as packed:
        named = {name.split("/")[-1] for name in packed.namelist() if ".dist-info/licenses/" in name}
        (metadata,) = (packed.read(name).decode() for name in packed.namelist() if name.endswith("/METADATA"))
    assert named == {"LICENSE", "NOTICE"}
    assert "License-Expression: Apache-2.0" in metadata


def test_example_runs_from_the_wheel(installed: Path, tmp_path: Path):
    result = run(installed, tmp_path, "example")
    assert result.returncode == 0, result.stderr
    assert "ACCUSE" in result.stdout
    assert "<html" in (tmp_path / "example.html").read_text(encoding="utf-8")


def test_code_runs_from_the_wheel(installed: Path, tmp_path: Path):
    text = "Norway accused Sweden on Monday of seizing two of its ships."
    result = run(installed, tmp_path, "code", "--format", "csv", "-", input=text)
    assert result.returncode == 0, result.stderr
    assert "ACCUSE" in result.stdout
    assert "NOR" in result.stdout
