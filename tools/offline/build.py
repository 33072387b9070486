"""Build the offline archive: program, data, fonts, wheels and start scripts in one zip file.

Run by `make offline`; needs the package index once. `--target` names a system and a Python, such
as linux-x86_64-3.11; `--keep` is where wheels lie from one run to the next.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import time
import tomllib
import zipfile
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
LOCKS = ("requirements.txt", "requirements-serve.txt")
PIP = "pip==26.3"  # run from its wheel, so that the machine needs none
PYTHONS = ("3.11", "3.12", "3.13")
TARGETS = tuple(f"{system}-x86_64-{p}" for system in ("linux", "windows") for p in PYTHONS)
GLIBC = ("2_28", "2_27", "2_26", "2_24", "2_17", "2_12", "2_5")
OLD_GLIBC = ("manylinux2014", "manylinux2010", "manylinux1")
INSTALLED = "1 GB"
LF = (".sh",)  # all other texts get the line ends that Windows' oldest editors need
MADE = ("start.py", "start.sh", "start.bat", "no-python.txt", "README.txt")
OLDEST = (1980, 1, 1, 0, 0, 0)  # of a date in a zip file


class Lacking(Exception):
    """The wheels are not enough to install from."""


class Target:
    """One system, processor and Python."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.system, self.machine, self.python = name.split("-")

    @property
    def shown(self) -> str:
        """Return the target as start.py says what it runs on."""
        return f"{self.system}-{self.machine} {self.python}"

    @property
    def environment(self) -> dict[str, str]:
        """Return what the markers of a lock are read with."""
        windows = self.system == "windows"
        return {
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "os_name": "nt" if windows else "posix",
            "sys_platform": "win32" if windows else "linux",
            "platform_system": "Windows" if windows else "Linux",
            "platform_machine": "AMD64" if windows else self.machine,
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "implementation_version": f"{self.python}.0",
            "extra": "",
        }

    @property
    def platforms(self) -> list[str]:
        """Return pip's names of the platform, the newest first."""
        if self.system == "windows":
            return ["win_amd64"]
        return [
            *(f"manylinux_{version}_{self.machine}" for version in GLIBC),
            *(f"{old}_{self.machine}" for old in OLD_GLIBC),
        ]


def pinned(lock: str, target: Target) -> list[str]:
    """Return the `name==version` of a lock that hold for `target`, without their markers."""
    lines = [line for line in lock.splitlines() if line[:1].isalnum()]
    found = [Requirement(line) for line in lines]
    fitting = [r for r in found if not r.marker or r.marker.evaluate(target.environment)]
    return [f"{r.name}{r.specifier}" for r in fitting]


def download(pins: list[str], target: Target, wheels: Path) -> None:
    """Put the wheels of `pins` into `wheels`; what lies there is not fetched again."""
    platforms = [word for p in target.platforms for word in ("--platform", p)]
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--only-binary=:all:", "--implementation", "cp"),
            *("--python-version", target.python, *platforms),
            *("--dest", str(wheels), "--find-links", str(wheels), *pins),
        ],
        check=True,
    )


def lacking(pins: list[str], wheels: dict[str, Path], target: Target) -> list[str]:
    """Return what the wheels of `pins` need on `target` that is not among `pins`."""
    versions = {canonicalize_name(r.name): r.specifier for r in map(Requirement, pins)}
    faults = [f"{pin}: no wheel" for pin in pins if pin_key(pin) not in wheels]
    for pin in pins:
        for needed in requirements(wheels[pin_key(pin)]) if pin_key(pin) in wheels else []:
            if needed.marker and not needed.marker.evaluate(target.environment):
                continue
            have = versions.get(canonicalize_name(needed.name))
            version = next(iter(have)).version if have else None
            if version is None or not needed.specifier.contains(version, prereleases=True):
                faults.append(f"{pin} needs {needed}: {version or 'missing'}")
    return faults


def pin_key(pin: str) -> str:
    """Return name==version as `by_pin` writes it."""
    name, version = pin.split("==")
    return f"{canonicalize_name(name)}=={version}"


def by_pin(folder: Path) -> dict[str, Path]:
    """Return name==version → a wheel; those of several targets need the same."""
    parts = {path: parse_wheel_filename(path.name) for path in sorted(folder.glob("*.whl"))}
    return {f"{name}=={version}": path for path, (name, version, _, _) in parts.items()}


def requirements(wheel: Path) -> list[Requirement]:
    """Return what a wheel says it needs."""
    with zipfile.ZipFile(wheel) as packed:
        name = next(n for n in packed.namelist() if n.endswith(".dist-info/METADATA"))
        head = HeaderParser().parsestr(packed.read(name).decode("utf-8"))
    return [Requirement(text) for text in head.get_all("Requires-Dist", [])]


def gathered(targets: list[Target], kept: Path) -> list[Path]:
    """Return the wheels that all targets need, downloaded into `kept` where they are new.

    Raises
    ------
    Lacking
        A wheel needs another that is not there.
    """
    wanted: dict[str, Path] = {}
    for target in targets:
        folder = kept / target.name
        folder.mkdir(parents=True, exist_ok=True)
        locks = [(ROOT / name).read_text(encoding="utf-8") for name in LOCKS]
        pins = sorted({PIP, *(pin for lock in locks for pin in pinned(lock, target))})
        if {pin_key(pin) for pin in pins} - set(by_pin(folder)):
            download(pins, target, folder)
        wheels = by_pin(folder)
        if faults := lacking(pins, wheels, target):
            raise Lacking(f"{target.name}:\n" + "\n".join(faults))
        wanted |= {wheels[pin_key(pin)].name: wheels[pin_key(pin)] for pin in pins}
    return [wanted[name] for name in sorted(wanted)]


def project(folder: Path) -> None:
    """Write the files of the last commit into `folder`."""
    git = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "archive", "HEAD"]
    packed = subprocess.run(git, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as files:
        files.extractall(folder, filter="data")


def beside(folder: Path, targets: list[Target]) -> None:
    """Write the start scripts, the notes and the list of targets into `folder`."""
    pythons = sorted({t.python for t in targets}, key=lambda p: int(p.split(".")[1]))
    words = {
        "@TARGETS@": "\n".join(f"   {t.shown}" for t in targets),
        "@PYTHONS@": " / ".join(pythons),
        "@INSTALLED@": INSTALLED,
    }
    for name in MADE:
        text = (HERE / name).read_text(encoding="utf-8")
        for word, value in words.items():
            text = text.replace(word, value)
        encoding = "utf-8-sig" if name == "README.txt" else "utf-8"
        ends = "\n" if name.endswith(LF) else "\r\n"
        (folder / name).write_text(text, encoding=encoding, newline=ends)
    listed = "".join(f"{t.shown}\n" for t in targets)
    (folder / "targets.txt").write_text(listed, encoding="utf-8", newline="\n")


def sums(folder: Path) -> None:
    """Write SHA256SUMS of everything in `folder`, in the form of sha256sum."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    lines = [f"{digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def packed(folder: Path, target: Path, when: time.struct_time) -> None:
    """Write `folder` as a zip file: the same content and time give the same bytes."""
    date = max(when[:6], OLDEST)
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = path.relative_to(folder.parent).as_posix()
            entry = zipfile.ZipInfo(name, date)
            entry.external_attr = (0o755 if path.suffix == ".sh" else 0o644) << 16
            stored = path.suffix == ".whl"  # compressed already
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            with path.open("rb") as source, archive.open(entry, "w") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)


def committed() -> time.struct_time:
    """Return when the last commit was made."""
    git = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    return time.gmtime(int(subprocess.run(git, check=True, capture_output=True).stdout))


def build(targets: list[Target], kept: Path, folder: Path) -> Path:
    """Write the archive into `folder` and return its path."""
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    stage = folder / f"{about['name']}-{about['version']}"
    shutil.rmtree(stage, ignore_errors=True)
    (stage / "wheels").mkdir(parents=True)
    for wheel in gathered(targets, kept):
        shutil.copyfile(wheel, stage / "wheels" / wheel.name)
    project(stage / "app")
    beside(stage, targets)
    sums(stage)
    target = folder / f"{stage.name}-offline.zip"
    packed(stage, target, committed())
    shutil.rmtree(stage)
    return target


def main() -> None:
    """Build what the command line asks for and say its size and hash."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--target", action="append", choices=TARGETS)
    asked.add_argument("--output", type=Path, default=ROOT / "dist")
    asked.add_argument("--keep", type=Path, default=ROOT / "build" / "wheels")
    given = asked.parse_args()
    targets = [Target(name) for name in given.target or TARGETS]
    path = build(targets, given.keep.resolve(), given.output.resolve())
    print(f"{path}: {path.stat().st_size / 1e6:.0f} MB, for {', '.join(t.name for t in targets)}")
    print(f"sha256 {digest(path)}")


if __name__ == "__main__":
    main()
