"""Accounts as all institutions write them: GB18030, comma, a TAB after every header and value, CRLF, 13 columns."""

from datetime import date

from wires import odd_people
from wires.form import Column, Fixture, Form, Refusal, Row, key

FORM = Form(
    header="账户开户名称,开户人证件号码,交易卡号,交易账号,账号开户时间,开户网点,账号开户银行,账户类型,账户状态,账户余额,"
    "可用余额,销户日期,最后交易时间",
    sample="张某,330502199001011236,6222021205001234560,33001234500012345,2019-03-04 10:11:12,湖州某支行,"
    "中国工商银行湖州分行,Ⅰ类户,正常,5600.50,5600.50,,2021-10-21 06:30:00",
    after_value="\t",
)
FIRST_BYTES = b"\xd5\xcb\xbb\xa7\xbf\xaa\xbb\xa7\xc3\xfb\xb3\xc6\t,\xbf\xaa\xbb\xa7\xc8\xcb"
CLEAN: Row = {
    "account_key": key("card", "33001234500012345"),
    "card_key": key("card", "6222021205001234560"),
    "holder_key": key("id", "330502199001011236"),
    "account_type_code": "class1",
    "status_code": "normal",
    "opened_date": date(2019, 3, 4),
    "closed_date": None,
    "balance_fen": 560_050,
    "batch_date": date(2021, 10, 22),
}
Cells = dict[str, str]
CLOSED: Row = {"status_code": "closed", "closed_date": date(2021, 1, 2)}
OPENED: Row = {"opened_date": date(2021, 1, 2)}
HEALED: dict[str, tuple[Cells, Row]] = {
    "clean": ({}, {}),
    "class2": ({"账户类型": "Ⅱ类户"}, {"account_type_code": "class2"}),
    "class3": ({"账户类型": "Ⅲ类户\t"}, {"account_type_code": "class3"}),
    "corporate": ({"账户类型": "对公账户"}, {"account_type_code": "corporate"}),
    "wallet": ({"账户类型": "支付账户"}, {"account_type_code": "wallet"}),
    "closed": ({"账户状态": "销户", "销户日期": "20210102"}, CLOSED),
    "closed_hyphens": ({"账户状态": "销户", "销户日期": "2021-01-02"}, CLOSED),
    "closed_slashes": ({"账户状态": "销户", "销户日期": "2021/1/2"}, CLOSED),
    "closed_wide": ({"账户状态": "销户", "销户日期": "２０２１0102"}, CLOSED),
    "zeros_8": ({"销户日期": "00000000"}, {}),
    "zeros_6": ({"销户日期": "000000"}, {}),
    "zeros_14": ({"销户日期": "00000000000000"}, {}),
    "frozen": ({"账户状态": "冻结"}, {"status_code": "frozen"}),
    "stopped": ({"账户状态": "　止付 "}, {"status_code": "stopped"}),
    "dormant": ({"账户状态": "睡眠"}, {"status_code": "dormant"}),
    "opened_digits": ({"账号开户时间": "20210102000001"}, OPENED),
    "opened_slashes": ({"账号开户时间": "2021/1/2 7:59:59"}, OPENED),
    "opened_export": ({"账号开户时间": "2021-01-02-23.59.59.000000"}, OPENED),
    "thousands": ({"账户余额": '"¥1,005,600.50"'}, {"balance_fen": 100_560_050}),
    "wide_balance": ({"账户余额": "５６００.50"}, {}),
    "zero": ({"账户余额": "0.00"}, {"balance_fen": 0}),
    "lower_x": ({"开户人证件号码": "33052119770311108x"}, {"holder_key": key("id", "33052119770311108X")}),
    "id_15": ({"开户人证件号码": "330502900101123"}, {}),
    "card_excel": ({"交易卡号": "6222021205001234560.0"}, {}),
    "names": ({"账户开户名称": "㐀*", "开户网点": '"某路,1号"'}, {}),
    "type": ({"账户类型": "外星户"}, {"account_type_code": None, "unread_columns": "账户类型"}),
    "card_masked": ({"交易卡号": "622202*********4560"}, {"card_key": None, "unread_columns": "交易卡号"}),
    "id_masked": ({"开户人证件号码": "330502********1236"}, {"holder_key": None, "unread_columns": "开户人证件号码"}),
    "card_scientific": ({"交易卡号": "6.22202E+18"}, {"card_key": None, "unread_columns": "交易卡号"}),
    "opened_bad": ({"账号开户时间": "2019-02-29 10:11:12"}, {"opened_date": None, "unread_columns": "账号开户时间"}),
    "opened_later": ({"账号开户时间": "2022-03-04 10:11:12"}, {"opened_date": None, "unread_columns": "账号开户时间"}),
    "closed_bad": ({"销户日期": "20211301"}, {"closed_date": None, "unread_columns": "销户日期"}),
    "closed_text": ({"销户日期": "未销户"}, {"closed_date": None, "unread_columns": "销户日期"}),
    "balance": ({"账户余额": "五千"}, {"balance_fen": None, "unread_columns": "账户余额"}),
    "balance_decimals": ({"账户余额": "1.005"}, {"balance_fen": None, "unread_columns": "账户余额"}),
}
#: Numbers of the account itself as they may be written.
NUMBERS: dict[str, tuple[Cells, Row]] = {
    "suffix": ({"交易账号": "33001234500012345_156_1"}, {}),
    "part": ({"交易账号": "0012-33001234500012345"}, {}),
    "excel": ({"交易账号": "33001234500012345.0"}, {}),
    "wide": ({"交易账号": "３３００1234500012345"}, {}),
    "card_only": ({"交易账号": ""}, {"account_key": key("card", "6222021205001234560")}),
    "account_only": ({"交易卡号": ""}, {"card_key": None}),
    "wx": ({"交易账号": "wx0a1b2c3d4e5f6g7h8i9j", "交易卡号": ""},
           {"account_key": key("card", "wx0a1b2c3d4e5f6g7h8i9j"), "card_key": None}),
    "ali": ({"交易账号": "2088012345678901", "交易卡号": ""},
            {"account_key": key("card", "2088012345678901"), "card_key": None}),
}  # fmt: skip
REFUSED: dict[str, tuple[Cells, Column, str]] = {
    "status": ({"账户状态": "不详"}, "账户状态", "unknown_code"),
    "status_empty": ({"账户状态": ""}, "账户状态", "required"),
    "no_number": ({"交易账号": "", "交易卡号": ""}, frozenset({"交易账号", "交易卡号"}), "required"),
    "account_masked": ({"交易账号": "3300*********2345"}, "交易账号", "masked_number"),
    "account_scientific": ({"交易账号": "3.30012E+16"}, "交易账号", "scientific_notation"),
}


def fixture(source: str) -> Fixture:
    """The lines of one file; every good one about an account of its own, but for the spellings of one number."""
    taken: dict[str, tuple[bytes, Row]] = {}
    for number, (name, (cells, changes)) in enumerate((HEALED | odd_people.ACCOUNTS).items()):
        account = f"33001234500{number:06d}"
        line = FORM.line(**{"交易账号": account} | cells)
        taken[name] = (line, CLEAN | {"source": source, "account_key": key("card", account)} | changes)
    for number, (name, (cells, changes)) in enumerate((NUMBERS | odd_people.ACCOUNT_NUMBERS).items()):
        line = FORM.line(**{"账户余额": f"{number}.00"} | cells)
        taken[name] = (line, CLEAN | {"source": source, "balance_fen": number * 100} | changes)
    refused: dict[str, Refusal] = {
        name: (FORM.line(**cells), column, reason) for name, (cells, column, reason) in REFUSED.items()
    }
    refused["bad_byte"] = (FORM.line(开户网点="QQ").replace(b"QQ", b"\xff\xff"), "开户网点", "undecodable")
    refused["too_few"] = (FORM.line().rsplit(b",", 1)[0], None, "field_count")
    refused["open_quote"] = (FORM.line(开户网点='"没有'), None, "malformed_line")
    refused["empty"] = (b"", None, "empty_line")
    return Fixture(FORM, taken, refused)
