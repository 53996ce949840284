"""Pins every environment anew: requirements.in → hash-pinned requirements.txt, without addresses of any index."""

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cli.environments import PINS, REPO, UV_PINS, installer

OPTIONS = (
    "--quiet", "--python-version", "3.11", "--universal", "--generate-hashes", "--no-annotate", "--no-header",
    "--no-emit-index-url", "--no-emit-find-links", "--upgrade",
)  # fmt: skip


def main() -> None:
    """Compiles all pins; the first that does not resolve ends it with the resolver's message."""
    for pins in (*PINS.values(), UV_PINS):
        source = REPO / pins.replace(".txt", ".in")
        command = [str(installer()), "--system-certs", "pip", "compile", *OPTIONS, str(source), "-o", str(REPO / pins)]
        subprocess.run(command, cwd=REPO, check=True)
        print(f"pinned {pins}")


if __name__ == "__main__":
    main()
