"""Every contract against the Open Data Contract Standard. `python -m tests.lint_contracts [FILE…]`; 1 on a fault."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

from datacontract.data_contract import DataContract

from expectations.settings import CONTRACTS


def faults(path: Path) -> Iterator[str]:
    """What the standard objects to in one contract."""
    run = DataContract(data_contract_file=str(path)).lint()
    yield from (f"{path.name}: {check.reason}" for check in run.checks or () if check.result != "passed")


def main(paths: list[Path]) -> int:
    """Prints each fault."""
    logging.disable(logging.CRITICAL)
    found = [fault for path in paths or sorted(CONTRACTS.glob("*/*.yaml")) for fault in faults(path)]
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
