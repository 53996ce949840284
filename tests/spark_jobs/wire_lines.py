"""Lines as senders write them, and what each must become: healed and taken, or refused with column and reason."""

from datetime import UTC, date, datetime

from case_home import Row
from case_wire import deleted, line

BIG = "款" * 140_000
#: name → (bytes of the line, expected values of its silver row)
HEALED: dict[str, tuple[bytes, Row]] = {
    "sample": (line("A1"), {"gross_fen": 1_280_000, "loss_fen": 1_230_000, "op": "I"}),
    "tabs": (b"A2" + line("X")[1:].replace(b",", b"\t,") + b"\t", {"loss_fen": 1_230_000, "area_code": "330502001"}),
    "full_width": (
        line("Ａ３", 损失金额="１２８０.００", 发案地区划代码="３３０５０２００１"),
        {"case_no": "A3", "loss_fen": 128_000},
    ),
    "full_width_stop": (line("A4", 损失金额="１２８００．５"), {"loss_fen": 1_280_050}),
    "yuan_sign": (
        line("A5", 损失金额='"¥12,800.00"', 被骗金额='"￥1,012,800.07"'),
        {"loss_fen": 1_280_000, "gross_fen": 101_280_007},
    ),
    "quoted": (line("A6", 简要案情='"先称""客服"",再转账"'), {"scam_type_code": "0103"}),
    "extension_name": (
        b"A7" + line("X")[1:].replace("张某".encode("gb18030"), b"\x81\x39\xee\x39\x95\x32\x82\x36"),
        {},
    ),
    "area_12": (line("A8", 发案地区划代码="330502001000"), {"area_code": "330502001"}),
    "area_6": (line("A9", 发案地区划代码="330502"), {"area_code": "330502"}),
    "spaces": (
        line("A10", 案件状态=" 破案　", 破案时间="2021-10-22 16:00:00 "),
        {"status_code": "solved", "solved_date": date(2021, 10, 22)},
    ),
    "deleted": (
        deleted("A11", "2021-10-22 18:00:00"),
        {
            "op": "D",
            "area_code": None,
            "loss_fen": None,
            "filed_date": None,
            "victim_key": None,
            "is_id_check_ok": None,
        },
    ),
    "two_victims": (
        line("A12", 被害人证件号码="330502199001011234;11010519491231002x"),
        {"victim_count": 2, "is_id_check_ok": False},
    ),
    "three_victims": (
        line("A13", 被害人证件号码="11010519491231002x ; 330502199001011234；330502198001011234;"),
        {"victim_count": 3, "is_id_check_ok": True},
    ),
    "no_victim": (line("A14", 被害人证件号码=""), {"victim_count": 1, "victim_key": None, "is_id_check_ok": None}),
    "tomorrow": (
        line("A15", 更新时间="2021-10-23 23:59:59"),
        {"updated_at": datetime(2021, 10, 23, 15, 59, 59, tzinfo=UTC)},
    ),
    "night": (line("A16", 立案时间="2021-10-01 00:30:00"), {"filed_date": date(2021, 10, 1)}),
    "zero": (line("A17", 损失金额="0.00", 被骗金额="0"), {"loss_fen": 0, "gross_fen": 0}),
    "withdrawn": (
        line("A18", 撤案时间="2021-10-22 10:00:00", 案件状态="撤案"),
        {"withdrawn_date": date(2021, 10, 22), "status_code": "withdrawn"},
    ),
    "merged": (
        line("A19", 主案编号="A1", 案件状态="并案", 移送单位代码="110000000000"),
        {"merged_into_case_no": "A1", "transferred_to": "110000000000"},
    ),
    "largest": (line("A20", 被骗金额="99999999999.99"), {"gross_fen": 9_999_999_999_999}),
    "passport": (line("A23", 被害人证件号码="H12345678"), {"victim_count": 1, "is_id_check_ok": False}),
    "old_id": (line("A24", 被害人证件号码="130503670401001"), {"victim_count": 1, "is_id_check_ok": True}),
    "loss_above_gross": (line("A25", 被骗金额="100.00", 损失金额="200.00"), {"gross_fen": 10_000, "loss_fen": 20_000}),
    "open_quote_inside": (line("A22", 简要案情='他说"快"转'), {}),
    "zero_date": (line("B15", 立案时间="0000-00-00 00:00:00"), {"filed_date": None, "unread_columns": None}),
    "unknown_channel": (
        line("B26", 首次接触渠道="飞鸽"),
        {"contact_channel_code": None, "unread_columns": "首次接触渠道"},
    ),
    "bad_end_date": (line("B32", 发案时间止="2021-10-32 00:00:00"), {"unread_columns": "发案时间止"}),
    "bad_cause": (line("B33", 案由代码="05x"), {"unread_columns": "案由代码"}),
    "masked_victim": (
        line("B36", 被害人证件号码="330502********1234"),
        {"victim_key": None, "victim_count": 1, "unread_columns": "被害人证件号码"},
    ),
    "masked_account": (line("B37", 涉案账户="6222000000000000001; 6222********0001"), {"unread_columns": "涉案账户"}),
    "scientific_account": (line("B38", 涉案账户="6.22E+18;6222000000000000001"), {"unread_columns": "涉案账户"}),
    "masked_phone": (line("B39", 涉案号码="138****0000"), {"unread_columns": "涉案号码"}),
    "nothing_in_words": (
        line(
            "A40",
            主案编号="-",
            移送单位代码="NULL",
            撤案时间="1900-01-01",
            破案时间="9999-12-31 00:00:00",
            受理单位代码="0",
            首次接触渠道="不详",
        ),
        {
            "merged_into_case_no": None,
            "transferred_to": None,
            "withdrawn_date": None,
            "solved_date": None,
            "unit_code": None,
            "contact_channel_code": None,
            "unread_columns": None,
        },
    ),
    "zeros_of_a_unit": (
        line("A41", 移送单位代码="000000000000", 主案编号="0"),
        {"transferred_to": None, "merged_into_case_no": None},
    ),
    "withdrawn_at_unix_zero": (line("A42", 撤案时间="1970-01-01 08:00:00"), {"withdrawn_date": None}),
    "victim_unknown": (
        line("A43", 被害人证件号码="不详"),
        {"victim_key": None, "victim_count": 1, "unread_columns": None},
    ),
    "victim_and_unknown": (line("A44", 被害人证件号码="330502199001011234;无"), {"victim_count": 1}),
    "victim_x": (line("A45", 被害人证件号码="330502XXXXXXXX1234"), {"victim_key": None, "victim_count": 1}),
    "victims_enumerated": (
        line("A46", 被害人证件号码='"330502199001011234、11010519491231002x，330502198001011234/H12345678"'),
        {"victim_count": 4},
    ),
    "victims_by_blanks": (
        line("A47", 被害人证件号码="330502199001011234 11010519491231002X 330502198001011234"),
        {"victim_count": 3},
    ),
    "victim_in_groups": (
        line("A48", 被害人证件号码="110105 19491231 002X"),
        {"victim_count": 1, "is_id_check_ok": True},
    ),
    "second_victim_whole": (
        line("A49", 被害人证件号码="330502********1234;11010519491231002X"),
        {"victim_count": 2, "is_id_check_ok": True},
    ),
    "county_of_twelve": (line("A50", 发案地区划代码="330502000000"), {"area_code": "330502"}),
    "county_of_nine": (line("A51", 发案地区划代码="330523000"), {"area_code": "330523"}),
    "city": (line("A52", 发案地区划代码="330500"), {"area_code": "330500"}),
    "cents": (line("A53", 损失金额=".50"), {"loss_fen": 50}),
    "accepted_in_1970": (
        line("A54", 受案时间="1988-01-01 00:00:00"),
        {"accepted_date": None, "unread_columns": "受案时间"},
    ),
}
#: name → (bytes of the line, wire column, reason)
REFUSED: dict[str, tuple[bytes, str | None, str]] = {
    "bad_byte": (line("B1").replace("张某".encode("gb18030"), b"\xd5\xff\xff"), "被害人姓名", "undecodable"),
    "bad_byte_in_quotes": (line("B2", 简要案情='"a,b,ZZ"').replace(b"ZZ", b"\xff\xff"), "简要案情", "undecodable"),
    "open_quote": (line("B3", 简要案情='"没有结束'), None, "malformed_line"),
    "too_few": (b"B4,J1,050200", None, "field_count"),
    "too_many": (line("B5") + b",", None, "field_count"),
    "blank": (b"", None, "empty_line"),
    "commas": (b"," * 33, None, "empty_line"),
    "gigantic": (line("B6", 简要案情=f'"{BIG}"'), None, "malformed_line"),
    "gigantic_and_bad_byte": (line("B7", 简要案情=f'"{BIG}"').replace(b",I", b",\xff"), None, "malformed_line"),
    "return_and_bad_byte": (
        line("B8", 简要案情="a\rb", 操作类型="ZZ").replace(b"ZZ", b"\xff\xff"),
        None,
        "undecodable",
    ),
    "nul_in_free_text": (line("A21", 简要案情='"a\0b"'), None, "malformed_line"),
    "nul_in_number": (line("B\0", 操作类型="I"), None, "malformed_line"),
    "three_decimals": (line("B9", 损失金额="1.005"), "损失金额", "bad_amount"),
    "negative": (line("B10", 损失金额="-1.00"), "损失金额", "bad_amount"),
    "text_amount": (line("B11", 被骗金额="一万"), "被骗金额", "bad_amount"),
    "absurd_amount": (line("B12", 被骗金额="100000000000.01"), "被骗金额", "bad_amount"),
    "odd_commas": (line("B13", 损失金额='"12,80.00"'), "损失金额", "bad_amount"),
    "february_30": (line("B14", 发案时间起="2021-02-30 10:00:00"), "发案时间起", "bad_timestamp"),
    "year_zero": (line("B16", 报案时间="0000-01-01 00:00:00"), "报案时间", "bad_timestamp"),
    "year_one": (line("B17", 报案时间="0001-01-01 00:00:00"), "报案时间", "required"),
    "month_13": (line("B18", 报案时间="2021-13-45 10:00:00"), "报案时间", "bad_timestamp"),
    "hour_24": (line("B19", 报案时间="2021-10-20 24:00:00"), "报案时间", "bad_timestamp"),
    "second_60": (line("B20", 报案时间="2021-10-20 23:59:60"), "报案时间", "bad_timestamp"),
    "date_only": (line("B21", 报案时间="2021-10-20"), "报案时间", "bad_timestamp"),
    "after_batch": (line("B22", 立案时间="2021-10-24 00:00:00"), "立案时间", "after_batch"),
    "unknown_type": (line("B23", 电诈类别代码="9999"), "电诈类别代码", "unknown_code"),
    "unknown_status": (line("B24", 案件状态="搁置"), "案件状态", "unknown_code"),
    "unknown_area": (line("B25", 发案地区划代码="330109001"), "发案地区划代码", "unknown_code"),
    "unknown_op": (line("B27", 操作类型="X"), "操作类型", "unknown_code"),
    "blanks_at_the_end": (line("B35", 操作类型="X") + b"\t ", "操作类型", "unknown_code"),
    "no_number": (line("", 案件编号=""), "案件编号", "required"),
    "no_op": (line("B28", 操作类型=""), "操作类型", "required"),
    "no_update": (line("B29", 更新时间=""), "更新时间", "required"),
    "no_area": (line("B30", 发案地区划代码=""), "发案地区划代码", "required"),
    "no_amount": (line("B31", 损失金额="\t"), "损失金额", "required"),
    "deleted_without_time": (deleted("B34", ""), "更新时间", "required"),
    "withdrawn_below": (line("B40", 撤案时间="1901-05-05 00:00:00"), "撤案时间", "bad_timestamp"),
    "filed_below": (line("B41", 立案时间="1989-12-31 00:00:00"), "立案时间", "bad_timestamp"),
    "incident_at_zero": (line("B42", 发案时间起="1970-01-01 08:00:00"), "发案时间起", "required"),
    "main_case_odd": (line("B43", 主案编号="见附件"), "主案编号", "bad_format"),
    "dollars": (line("B44", 损失金额="$100.00"), "损失金额", "bad_amount"),
}
