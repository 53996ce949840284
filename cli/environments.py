"""The runtimes side by side, each installed once from its hash-pinned file. Standard library only.

python3 cli/environments.py data dbt … [-- command of them …]
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
PINS = {
    "data": "spark_jobs/requirements.txt",
    "dbt": "dbt_project/requirements.txt",
    "airflow": "dags/requirements.txt",
    "superset": "dashboards/requirements.txt",
    "dev": "tests/requirements.txt",
}
UV_PINS = "cli/requirements.txt"


class InstallFailed(RuntimeError):
    """An environment could not be installed; the message names it and the log."""


def ensure(*names: str) -> None:
    """Installs the environments that are missing or whose pins have changed; waits for another that is at it."""
    folder = REPO / ".venv"
    folder.mkdir(exist_ok=True)
    for name in names:
        with (folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not _is_current(name):
                _install(name)


def _is_current(name: str) -> bool:
    stamp = _stamp(name)
    return stamp.exists() and stamp.read_text() == _pins_hash(name)


def _install(name: str) -> None:
    print(f"installing the {name} environment", file=sys.stderr, flush=True)
    target = REPO / ".venv" / name
    python = str(target / "bin" / "python")
    _run(name, [str(installer()), "venv", "--clear", "--python", sys.executable, str(target)])
    sync = ["pip", "sync", "--python", python, "--require-hashes", "--compile-bytecode", str(REPO / PINS[name])]
    _run(name, [str(installer()), *sync])
    _stamp(name).write_text(_pins_hash(name))


def installer() -> Path:
    """The installer, itself pinned by hash."""
    folder = REPO / ".venv" / "uv"
    program = folder / "bin" / "uv"
    with (REPO / ".venv" / "uv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "installed").exists():
            if find_spec("ensurepip") is None:
                raise InstallFailed(f"{sys.executable} has no venv: install it (Debian: apt-get install python3-venv)")
            _run("uv", [sys.executable, "-m", "venv", "--clear", str(folder)])
            pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes"]
            _run("uv", [*pip, "-r", str(REPO / UV_PINS)])
            (folder / "installed").touch()
    return program


def _run(name: str, command: list[str]) -> None:
    """Runs an installing command; uv uses the machine's own certificates and, if set, pip's index."""
    log = REPO / ".venv" / f"{name}.log"
    env = os.environ | {"UV_SYSTEM_CERTS": "1", "UV_NO_PROGRESS": "1", "UV_LINK_MODE": "hardlink"}
    if "PIP_INDEX_URL" in os.environ:
        env.setdefault("UV_DEFAULT_INDEX", os.environ["PIP_INDEX_URL"])
    with log.open("ab") as output:
        done = subprocess.run(command, env=env, stdout=output, stderr=output, check=False)
    if done.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        raise InstallFailed(f"installing the {name} environment failed: {' '.join(last)}; see {log}")


def _stamp(name: str) -> Path:
    return REPO / ".venv" / name / "installed"


def _pins_hash(name: str) -> str:
    pins = (REPO / PINS[name]).read_bytes()
    return hashlib.sha256(pins + sys.version.encode()).hexdigest()


def _main(arguments: list[str]) -> None:
    """Installs; what follows `--` is a command, which this process then becomes, so that one signal reaches both."""
    from lake import interrupt

    end = arguments.index("--") if "--" in arguments else len(arguments)
    names, command = arguments[:end], arguments[end + 1 :]
    interrupt.watch("afdw" if command else "environments")
    try:
        ensure(*names)
    except InstallFailed as error:
        sys.exit(str(error))
    if command:
        interrupt.becoming(command)


if __name__ == "__main__":
    sys.path.insert(0, str(REPO))
    _main(sys.argv[1:])
