"""What is published of a day: layout, files, manifest, deltas, which dates, and the table of it in the lake."""

import gzip
import hashlib
import json
from pathlib import Path

from city import D1, D2, City


def csv_of(path: Path) -> list[str]:
    return gzip.decompress(path.read_bytes()).decode().splitlines()


def test_a_first_day_and_a_second_one(city: City) -> None:
    city.filler = 200
    city.release(D1)
    city.day(D1, {"S1": "R", "S2": "G", "S3": "Y"})
    city.publish(D1)
    city.day(D2, {"S1": "R", "S2": "Y", "S4": "U"})
    city.publish(D2)
    one, two = (city.folder(number) for number in (1, 2))
    assert one == city.home / "exports" / "risk_codes" / "2021-10-01" / "v1"
    assert csv_of(one / "full.csv.gz")[0] == "subscriber_id,code,reasons,effective_date,expires_date,model_version"
    assert "S1,R,R01;R03,2021-10-02,2021-10-31,2021-09-05-m0-00000000" in csv_of(one / "full.csv.gz")
    assert csv_of(two / "delta.csv.gz") == [
        "op,previous_code,subscriber_id,code,reasons,effective_date,expires_date,model_version",
        "U,G,S2,Y,R01;R03,2021-10-02,2021-10-31,2021-09-05-m0-00000000",
        "D,Y,S3,,,,,",
        "I,,S4,U,,2021-10-02,,2021-09-05-m0-00000000",
    ]
    told = json.loads((two / "manifest.json").read_bytes())
    assert (told["sequence"], told["previous_sequence"], told["rows"]) == (2, 1, 203)
    assert told["codes"] == {"G": 200, "Y": 1, "R": 1, "U": 1, "S": 0}
    assert told["code_meaning"] == "易受骗风险提示" and not told["extra"]
    assert told["valid_until"] == "2021-10-03T23:00:00Z"
    for name, entry in told["files"].items():
        content = (two / name).read_bytes()
        assert (entry["sha256"], entry["bytes"]) == (hashlib.sha256(content).hexdigest(), len(content))
    latest = json.loads((city.home / "exports" / "risk_codes" / "latest.json").read_bytes())
    assert latest["manifest"] == "risk_codes/2021-10-02/v1/manifest.json" and latest["sequence"] == 2
    assert [(row["sequence"], row["delta_rows"], row["red_count"]) for row in city.rows()] == [(1, 203, 1), (2, 3, 1)]
