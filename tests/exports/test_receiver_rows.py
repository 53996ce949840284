"""Rows and keys that only a mistake can have made."""

from pathlib import Path

import pytest
from batches import repacked
from front_end import FrontEnd

from exports import receiver

HEADER = "op,previous_code,subscriber_id,code,reasons,effective_date,expires_date,model_version"
#: Rows that a faulty publisher would sign: no code, an unknown one, no subscriber, no day, a subscriber twice, an op
#: that is none, and one who leaves with a code.
IMPOSSIBLE = [
    ["I,,S9,,,2021-10-02,,m0"], ["I,,S9,B,,2021-10-02,,m0"], ["I,,,G,,2021-10-02,,m0"], ["I,,S9,G,,,,m0"],
    ["I,,S9,G,,2021-10-02,,m0", "D,G,S9,,,,,"], ["X,,S9,G,,2021-10-02,,m0"], ["D,Y,S3,G,,,,"],
]  # fmt: skip


@pytest.mark.parametrize("lines", IMPOSSIBLE)
def test_rows_that_cannot_be_are_refused(folders: list[Path], panel: FrontEnd, lines: list[str]) -> None:
    panel.outcome(folders[0])
    before = panel.rows()
    text = "\n".join([HEADER, *lines, ""]).encode()
    repacked(folders[1], "delta.csv.gz", text, rows=len(lines), unpacked_bytes=len(text))
    assert panel.outcome(folders[1]) == "content" and panel.rows() == before


@pytest.mark.parametrize("text", ["[]", "{}", '{"keys": []}', '{"keys": {"ed25519-0": 1}}'])
def test_a_file_of_keys_that_is_none_is_said(folders: list[Path], panel: FrontEnd, text: str) -> None:
    panel.keys.write_text(text)
    assert receiver.main([str(folders[0]), panel.store, "--keys", str(panel.keys)]) == 1
    assert "does not hold" in panel.capture.readouterr().err
