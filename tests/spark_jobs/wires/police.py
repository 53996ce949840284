"""The register of residents as the police write it: UTF-8, pipe, LF."""

from datetime import UTC, date, datetime

from wires import odd_people
from wires.form import Column, Fixture, Form, Refusal, Row, key

FORM = Form(
    header="证件号码|姓名|性别|出生日期|户籍地区划代码|现住地区划代码|社区代码|职业代码|手机号码|人员状态|更新时间|操作类型",
    sample="330502199001011236|张某|女|19900101|330502001|330502001|330502001003||13800000001|在册|"
    "2021-10-22 06:30:00|I",
    encoding="utf-8",
    delimiter="|",
    end=b"\n",
)
FIRST_BYTES = b"\xe8\xaf\x81\xe4\xbb\xb6\xe5\x8f\xb7\xe7\xa0\x81|\xe5\xa7\x93\xe5\x90\x8d|"
CLEAN: Row = {
    "resident_key": key("id", "330502199001011236"),
    "birth_year": 1990,
    "sex_code": "F",
    "area_code": "330502001",
    "community_code": "330502001003",
    "hukou_code": "local",
    "occupation_code": None,
    "status_code": "registered",
    "phone_key": key("msisdn", "13800000001"),
    "is_id_check_ok": True,
    "source": "police",
    "batch_date": date(2021, 10, 22),
}
Cells = dict[str, str]
X = key("id", "33052119770311108X")
AT: Row = {"updated_at": datetime(2021, 10, 9, 23, 5, 7, tzinfo=UTC)}
HEALED: dict[str, tuple[Cells, Row]] = {
    "clean": ({}, {"updated_at": datetime(2021, 10, 21, 22, 30, tzinfo=UTC), "op": "I"}),
    "man": ({"性别": "男"}, {"sex_code": "M"}),
    "sex_tab": ({"性别": " 男\t"}, {"sex_code": "M"}),
    "lower_x": ({"证件号码": "33052119770311108x"}, {"resident_key": X}),
    "upper_x": ({"证件号码": "33052119770311108X"}, {"resident_key": X}),
    "wide_id": ({"证件号码": "３３０５02199001011236"}, {}),
    "id_15": ({"证件号码": "330502900101123"}, {}),
    "bad_check": (
        {"证件号码": "330502199001011230"},
        {"resident_key": key("id", "330502199001011230"), "is_id_check_ok": False},
    ),
    "born_hyphens": ({"出生日期": "1990-01-01"}, {}),
    "born_slashes": ({"出生日期": "1990/1/1"}, {}),
    "born_1985": ({"出生日期": "19851231"}, {"birth_year": 1985}),
    "born_wide": ({"出生日期": "１９９００１０１"}, {}),
    "hukou_6": ({"户籍地区划代码": "330523"}, {"hukou_code": "local"}),
    "hukou_county": ({"户籍地区划代码": "330522001"}, {"hukou_code": "local"}),
    "hukou_away": ({"户籍地区划代码": "330106"}, {"hukou_code": "migrant"}),
    "hukou_far": ({"户籍地区划代码": "411521"}, {"hukou_code": "migrant"}),
    "area_6": ({"现住地区划代码": "330522"}, {"area_code": "330522"}),
    "area_other": ({"现住地区划代码": "330523201"}, {"area_code": "330523201"}),
    "area_wide": ({"现住地区划代码": "３３０５０２００１　"}, {}),
    "phone_86": ({"手机号码": "+8613800000001"}, {}),
    "phone_excel": ({"手机号码": "13800000001.0"}, {}),
    "phone_empty": ({"手机号码": ""}, {"phone_key": None}),
    "moved": ({"人员状态": "迁出"}, {"status_code": "moved_out"}),
    "dead": ({"人员状态": "死亡 "}, {"status_code": "dead"}),
    "changed": ({"操作类型": "U"}, {"op": "U"}),
    "removed": ({"操作类型": "D"}, {"op": "D"}),
    "time_digits": (
        {"更新时间": "20211010070507", "社区代码": "330502001001"},
        AT | {"community_code": "330502001001"},
    ),
    "time_slashes": (
        {"更新时间": "2021/10/10 7:05:07", "社区代码": "330502001002"},
        AT | {"community_code": "330502001002"},
    ),
    "time_wide": (
        {"更新时间": "\t２０２１-10-10 07:05:07", "社区代码": "330502001003"},
        AT | {"community_code": "330502001003"},
    ),
    "odd_name": ({"姓名": "阿卜·㐀*"}, {}),
    "sex": ({"性别": "不详"}, {"sex_code": None, "unread_columns": None}),
    "born": ({"出生日期": "19900231"}, {"birth_year": None, "unread_columns": "出生日期"}),
    "born_in_the_year_1090": ({"出生日期": "10900101"}, {"birth_year": None, "unread_columns": "出生日期"}),
    "born_text": ({"出生日期": "九零年"}, {"birth_year": None, "unread_columns": "出生日期"}),
    "born_later": ({"出生日期": "20230101"}, {"birth_year": None, "unread_columns": "出生日期"}),
    "community": ({"社区代码": "社区"}, {"community_code": None, "unread_columns": "社区代码"}),
    "hukou": ({"户籍地区划代码": "湖州"}, {"hukou_code": None, "unread_columns": "户籍地区划代码"}),
    "phone_masked": ({"手机号码": "138****0001"}, {"phone_key": None, "unread_columns": "手机号码"}),
    "phone_scientific": ({"手机号码": "1.38E+10"}, {"phone_key": None, "unread_columns": "手机号码"}),
}
REFUSED: dict[str, tuple[Cells, Column, str]] = {
    "id_empty": ({"证件号码": ""}, "证件号码", "required"),
    "id_masked": ({"证件号码": "330502********1236"}, "证件号码", "masked_number"),
    "id_scientific": ({"证件号码": "3.30502E+17"}, "证件号码", "scientific_notation"),
    "area": ({"现住地区划代码": "330109001"}, "现住地区划代码", "unknown_code"),
    "status": ({"人员状态": "失联"}, "人员状态", "unknown_code"),
    "updated_empty": ({"更新时间": ""}, "更新时间", "required"),
    "updated_zeros": ({"更新时间": "00000000"}, "更新时间", "required"),
    "updated_bad": ({"更新时间": "2021-10-32 06:30:00"}, "更新时间", "bad_timestamp"),
    "updated_later": ({"更新时间": "2022-10-22 06:30:00"}, "更新时间", "after_batch"),
    "op_empty": ({"操作类型": ""}, "操作类型", "required"),
    "op_unknown": ({"操作类型": "X"}, "操作类型", "unknown_code"),
}


def fixture() -> Fixture:
    """The lines of one file; each good one differs from the others by its name, which is not read, or its values."""
    taken: dict[str, tuple[bytes, Row]] = {}
    for number, (name, (cells, changes)) in enumerate((HEALED | odd_people.RESIDENTS).items()):
        numbered = {"更新时间": f"2021-10-01 00:{number // 60:02d}:{number % 60:02d}"} if name != "clean" else {}
        taken[name] = (FORM.line(**numbered | cells), CLEAN | changes)
    refused: dict[str, Refusal] = {
        name: (FORM.line(**cells), column, reason)
        for name, (cells, column, reason) in (REFUSED | odd_people.RESIDENTS_REFUSED).items()
    }
    marked = FORM.line(姓名="QQ").replace(b"QQ", b"\xd5\xc5")
    refused["gb18030_name"] = (marked, "姓名", "undecodable")
    refused["too_few"] = (FORM.line().rsplit(b"|", 2)[0], None, "field_count")
    refused["commas"] = (FORM.line().replace(b"|", b","), None, "field_count")
    refused["empty"] = (b"", None, "empty_line")
    refused["only_pipes"] = (b"|" * 11, None, "empty_line")
    return Fixture(FORM, taken, refused)
