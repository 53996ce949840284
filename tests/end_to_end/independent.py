"""An independent count of the statistics, straight from the landing files: no code of the warehouse, no dates but text.

Run as a program: `python independent.py HOME AS_OF` prints how many cells of every cut it finds.
"""

import csv
import sys
from collections import Counter
from pathlib import Path

Cells = Counter[tuple[str, str, str]]


def current_cases(home: Path, as_of: str) -> list[dict[str, str]]:
    """The current version of each case that is not deleted, from batches up to a date."""
    current: dict[tuple[str, str], dict[str, str]] = {}
    alive: dict[tuple[str, str], bool] = {}
    for folder in sorted(path for path in (home / "landing" / "cases").iterdir() if path.name <= as_of):
        for file in sorted(folder.iterdir(), key=lambda path: (path.name.startswith("full_"), path.name)):
            source = file.name.removeprefix("full_").split("_")[0]
            with file.open(encoding="gb18030", newline="") as lines:
                rows = {(source, row["案件编号"], number): row for number, row in enumerate(csv.DictReader(lines))}
            for (sender, case, _), row in rows.items():
                alive[sender, case] = row["操作类型"] != "D"
                if row["更新时间"] >= current.get((sender, case), row)["更新时间"]:
                    current[sender, case] = row
            if file.name.startswith("full_"):
                named = {(sender, case) for sender, case, _ in rows}
                for key in [key for key, lives in alive.items() if lives and key[0] == source and key not in named]:
                    alive[key], current[key] = False, current[key] | {"操作类型": "D"}
    return [row for row in current.values() if row["操作类型"] != "D"]


def count(cases: list[dict[str, str]], first: str, last: str) -> Cells:
    """Sums of a span of days per area, type and measure; money in fen."""
    sums: Cells = Counter()
    for row in cases:
        if not row["立案时间"] or row["撤案时间"] or row["移送单位代码"] or row["主案编号"]:
            continue
        fen = {"loss_yuan": int(row["损失金额"].replace(".", "")), "gross_yuan": int(row["被骗金额"].replace(".", ""))}
        area, scam_type = row["发案地区划代码"], row["电诈类别代码"]
        cells = [("ALL", "ALL"), ("ALL", scam_type), (area[:6], "ALL")] + [(area, "ALL")] * (len(area) == 9)
        dated = {
            "立案时间": {"filings": 1, "victims": 1} | fen,
            "发案时间起": {"incidents": 1},
            "破案时间": {"solved": 1},
        }
        for wire, measures in dated.items():
            if first <= row[wire][:10] <= last:
                sums.update({(*cell, measure): value for cell in cells for measure, value in measures.items()})
    return sums


if __name__ == "__main__":
    print(len(count(current_cases(Path(sys.argv[1]), sys.argv[2]), "0000", "9999")))
