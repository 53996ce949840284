"""The peer of a load, as one process: transcode a sender's file to UTF-8, let DuckDB read it, cast the columns that our
silver table uses, and write them as Parquet. No tokens, no account of refused rows, no duplicates, no checks.

python -m benchmarks.peer_load transactions FILE OUT.parquet
"""

import os
import sys
from pathlib import Path

import duckdb

BLOCK = 8 << 20
TIME = "%Y-%m-%d %H:%M:%S"
CALL_TYPES = {"语音通话": "voice", "VoLTE语音通话": "voice", "视频通话": "video", "短信": "sms", "彩信": "mms"}
CALL_DIRECTIONS = {"主叫话单": "out", "被叫话单": "in", "呼转话单": "forward"}
DIRECTIONS = {"进": "in", "入": "in", "收": "in", "贷": "in", "出": "out", "付": "out", "借": "out"}
CURRENCIES = {"CNY": "CNY", "RMB": "CNY", "人民币": "CNY", "USD": "USD", "美元": "USD", "HKD": "HKD", "港币": "HKD"}


def main(feed: str, source: Path, target: Path) -> None:
    """Writes the typed rows of a file; the text in UTF-8 lies beside the target."""
    text = target.with_suffix(".csv")
    transcode(source, text, ENCODINGS[feed])
    names = text.open(encoding="utf-8").readline().split(",")
    columns = ", ".join(f"'{name.strip()}': 'VARCHAR'" for name in names)
    typed = ", ".join(f"{value} AS {name}" for name, value in COLUMNS[feed].items())
    connection = duckdb.connect()
    connection.execute(f"SET threads = {os.cpu_count() or 1}")
    connection.execute("SET preserve_insertion_order = false")
    read = (
        f"read_csv('{text}', columns = {{{columns}}}, skip = 1, header = false, delim = ',', quote = '', escape = '')"
    )
    connection.execute(f"COPY (SELECT {typed} FROM {read}) TO '{target}' (FORMAT parquet)")
    text.unlink()


def transcode(source: Path, target: Path, encoding: str) -> None:
    """The same text in UTF-8 without a byte order mark, block by block."""
    with source.open(encoding=encoding, newline="") as file, target.open("w", encoding="utf-8", newline="") as out:
        while block := file.read(BLOCK):
            out.write(block)


def _text(name: str) -> str:
    """A cell without the TAB that follows it; empty is NULL."""
    return f"nullif(trim(\"{name}\", chr(9) || ' '), '')"


def _code(name: str, codes: dict[str, str]) -> str:
    cases = " ".join(f"WHEN '{wire}' THEN '{code}'" for wire, code in codes.items())
    return f"CASE {_text(name)} {cases} END"


def _is(name: str, yes: str, no: str) -> str:
    return f"CASE {_text(name)} WHEN '{yes}' THEN true WHEN '{no}' THEN false END"


def _fen(name: str) -> str:
    return f"CAST(TRY_CAST({_text(name)} AS DECIMAL(17, 2)) * 100 AS BIGINT)"


def _time(text: str) -> str:
    return f"try_strptime({text}, '{TIME}') - INTERVAL 8 HOURS"


def _day(text: str) -> str:
    return f"CAST(try_strptime({text}, '{TIME}') AS DATE)"


WHEN_CALLED = f"coalesce({_text('呼叫开始时间')}, {_text('短信发送接收时间')})"
ENCODINGS = {"transactions": "gb18030", "call_records": "utf-8-sig"}
COLUMNS = {
    "transactions": {
        "account": f"coalesce({_text('交易账号')}, {_text('交易卡号')})", "card": _text("交易卡号"),
        "holder": _text("开户人证件号码"), "event_at": _time(_text("交易时间")), "event_date": _day(_text("交易时间")),
        "amount_fen": _fen("交易金额"), "balance_fen": _fen("交易余额"),
        "direction_code": _code("收付标志", DIRECTIONS), "peer_account": _text("交易对手账卡号"),
        "is_cash": _is("现金标志", "现金", "转账"),
        "peer_holder": _text("对手身份证号"), "memo": _text("摘要说明"), "currency": _code("交易币种", CURRENCIES),
        "is_success": _is("交易是否成功", "成功", "失败"), "ip": _text("IP地址"), "mac": _text("MAC地址"),
        "serial_no": _text("交易流水号"), "log_no": _text("日志号"), "merchant": _text("商户号"),
        "channel": _text("交易类型"), "failed_query": _text("查询反馈结果原因"),
    },
    "call_records": {
        "record_uid": _text("通信记录唯一标识"), "call_type_code": _code("通话类型", CALL_TYPES),
        "direction_code": _code("话单类型", CALL_DIRECTIONS), "own_number": _text("本机号码"),
        "own_area_code": _text("本机通话所在地"), "peer_number": _text("对方号码"),
        "peer_area_code": _text("对方通话所在地"),
        "forwarded_number": _text("前转主叫号码"), "event_at": _time(WHEN_CALLED), "event_date": _day(WHEN_CALLED),
        "duration_s": f"TRY_CAST({_text('呼叫时长')} AS INTEGER)",
    },
}  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
