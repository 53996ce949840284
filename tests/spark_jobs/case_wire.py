"""The case wire typed by hand from its specification, so that simulator and parser cannot err together."""

HEADER = (
    "案件编号,警情编号,案由代码,电诈类别代码,简要案情,发案时间起,发案时间止,报案时间,受案时间,立案时间,破案时间,撤案时间,"
    "案件状态,发案地区划代码,详细地址,受理单位代码,被害人姓名,被害人证件号码,被害人性别,被害人出生日期,被害人职业代码,"
    "被害人联系电话,被害人现住地区划代码,被骗金额,损失金额,支付方式,首次接触渠道,涉案账户,涉案号码,涉案网址,主案编号,"
    "移送单位代码,更新时间,操作类型"
)
SAMPLE = (
    'A3305020020211022000123,J33050220211022000077,050200,0103,"网购时被骗",2021-10-20 09:12:00,2021-10-20 11:40:00,'
    "2021-10-22 08:30:00,2021-10-22 09:05:00,2021-10-22 15:00:00,,,立案,330502001,某路1号,330502010000,张某,"
    "330502199001011234,女,19900101,销售,13800000000,330502001,12800.00,12300.00,银行卡转账,电话,6222000000000000001,"
    "0085200000000,,,,2021-10-22 15:02:11,I"
)
NAMES = HEADER.split(",")
CRLF = b"\r\n"


def text(case_no: str = "", **cells: str) -> str:
    """The sample line with some cells as they would stand between the commas, quotes included."""
    values = dict(zip(NAMES, SAMPLE.split(","), strict=True))
    values |= ({"案件编号": case_no} if case_no else {}) | cells
    return ",".join(values[name] for name in NAMES)


def line(case_no: str = "", **cells: str) -> bytes:
    """The same in GB18030, without a line end."""
    return text(case_no, **cells).encode("gb18030")


def deleted(case_no: str, updated: str) -> bytes:
    """A deletion with nothing but number, time and operation."""
    return line(case_no, **dict.fromkeys(NAMES[1:-2], ""), 更新时间=updated, 操作类型="D")


def wire(*lines: bytes, header: bytes = HEADER.encode("gb18030"), end: bytes = CRLF) -> bytes:
    """A whole file."""
    return b"".join(part + end for part in (header, *lines))
