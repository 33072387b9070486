"""Install the planner from the wheels beside this file, once, and start it: no network is used.

start.py [STREAMLIT OPTION…]   the app on http://127.0.0.1:8501
start.py COMMAND …             the command line: layers, score, map …; --help lists them
start.py --suits               exit 0 where this Python is one that the wheels are for
Any Python 3 can read this file, so that an old one is told so.
"""

import hashlib
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
WHEELS = HERE / "wheels"
APP = HERE / "app"
BLOCK = 1 << 20
NOT_AN_APP_OPTION = ("--help", "--version")


class Refusal(Exception):
    """What stands in the way, in Chinese and English."""


def here_is() -> str:
    """Return this system and Python as targets.txt writes them."""
    system = {"Linux": "linux", "Windows": "windows"}.get(platform.system(), platform.system())
    processor = {"AMD64": "x86_64"}.get(platform.machine(), platform.machine())
    bits = "" if sys.maxsize > 2**32 else "-32bit"
    return "{}-{}{} {}.{}".format(system, processor, bits, *sys.version_info[:2])


def targets() -> list:
    """Return what there are wheels for."""
    return (HERE / "targets.txt").read_text(encoding="utf-8").splitlines()


def environment() -> Path:
    """Return the folder of the installed packages: PLANNER_ENV, or `env` beside this file."""
    return Path(os.environ.get("PLANNER_ENV") or HERE / "env").absolute()


def python() -> Path:
    """Return the Python of the installed packages."""
    return environment() / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file of any size."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(BLOCK), b""):
            total.update(block)
    return total.hexdigest()


def damaged() -> list:
    """Return the names of SHA256SUMS whose file is missing or is not what was packed."""
    lines = (HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    expected = {line[66:]: line[:64] for line in lines}
    whole = {n for n, s in expected.items() if (HERE / n).is_file() and digest(HERE / n) == s}
    return sorted(set(expected) - whole)


def installed() -> bool:
    """Say whether what is installed is what this archive holds."""
    mark = environment() / "installed.txt"
    return python().exists() and mark.is_file() and mark.read_text(encoding="utf-8") == wanted()


def wanted() -> str:
    """Return what an installation is known by: Python, folder, lock."""
    lock = (APP / "requirements.txt").read_text(encoding="utf-8")
    return f"{here_is()}\n{HERE}\n{lock}"


def install() -> None:
    """Check the archive, create the environment and install the wheels into it.

    Raises
    ------
    Refusal
        There are no wheels for this Python, a file is damaged, or the installation fails.
    """
    if here_is() not in targets():
        raise Refusal(
            "这里是 {0}，安装包适用于：{1}\nThis is {0}; the wheels are for: {1}".format(
                here_is(), "; ".join(targets())
            )
        )
    print("正在校验文件…… / Checking the files…", flush=True)
    names = damaged()
    if names:
        raise Refusal(
            "文件缺失或损坏，请重新拷贝：\nMissing or damaged, copy them again:\n"
            + "\n".join(names)
        )
    print("正在安装（仅首次，约需几分钟）…… / Installing, once; some minutes…", flush=True)
    # --without-pip: Debian's Python cannot install pip by itself; the wheel runs as it is.
    run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(environment())])
    pip = next(WHEELS.glob("pip-*.whl")) / "pip"
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-warn-script-location"]
    offline = ["--isolated", "--no-index", "--no-cache-dir", "--find-links", str(WHEELS)]
    lock = ["--requirement", str(APP / "requirements.txt")]
    run([str(python()), str(pip), "install", *quiet, *offline, *lock])
    (environment() / "installed.txt").write_text(wanted(), encoding="utf-8")


def run(command: list) -> None:
    """Run a command of the installation.

    Raises
    ------
    Refusal
        It fails; it has said why.
    """
    if subprocess.call(command) != 0:
        raise Refusal("安装失败，原因见上。\nThe installation failed; the reason stands above.")


def command(arguments: list) -> list:
    """Return what to start: a command of the planner, or the app with options for Streamlit."""
    first = arguments[0] if arguments else ""
    if first and (first in NOT_AN_APP_OPTION or not first.startswith("-")):
        return [str(python()), "-m", "gis_app", *arguments]
    script = str(APP / "gis_app" / "main.py")
    return [str(python()), "-m", "streamlit", "run", script, *arguments]


def main(arguments: list) -> int:
    """Do what the docstring says and return the exit status."""
    if arguments == ["--suits"]:
        return 0 if here_is() in targets() else 1
    try:
        if not installed():
            install()
    except Refusal as error:
        print(error, file=sys.stderr)
        return 2
    if not arguments:
        print("http://127.0.0.1:8501", flush=True)
    program = command(arguments)
    given = {**os.environ, "PYTHONPATH": str(APP), "PYTHONUTF8": "1"}
    if os.name == "posix":  # what ends this process ends the program
        os.execve(program[0], program, given)
    try:
        return subprocess.call(program, env=given)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
