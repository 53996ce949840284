"""Cells of accounts and residents that say nothing, no end, or the same in another form."""

from wires.form import key
from wires.odd import WORDS, Refused, Taken

OPEN = (
    "9999-12-31",
    "99991231",
    "2099-12-31",
    "2999/12/31",
    "9999-12-31 23:59:59",
    "1900-01-01",
    "19000101",
    "1970-01-01",
    "1970-01-01 08:00:00",
    "0000-00-00",
    "-",
    "无",
    "N/A",
    "0001-01-01 00:00:00",
    "1899-12-30",
    "1900/1/0 0:00",
    "2100-12-31",
    "9999-99-99",
    "（无）",
)
ACCOUNTS: Taken = {
    **{f"open_{text}": ({"销户日期": text}, {"closed_date": None, "unread_columns": None}) for text in OPEN},
    "opened_1948": ({"账号开户时间": "1911-10-10 00:00:00"}, {"opened_date": None, "unread_columns": "账号开户时间"}),
    "opened_1970": ({"账号开户时间": "1970-01-01 08:00:00"}, {"opened_date": None, "unread_columns": None}),
    "holder_unknown": ({"开户人证件号码": "UNKNOWN"}, {"holder_key": None}),
    "bank_unknown": ({"账号开户银行": "某行"}, {"bank_code": None, "unread_columns": "账号开户银行"}),
    "bank_none": ({"账号开户银行": "不详"}, {"bank_code": None, "unread_columns": None}),
    "dollars": ({"账户余额": "$5.00"}, {"balance_fen": None, "unread_columns": "账户余额"}),
    "yuan_word": ({"账户余额": "-5.00元"}, {"balance_fen": -500}),
    "type_zero": ({"账户类型": "0"}, {"account_type_code": None, "unread_columns": None}),
    "holder_of_one_digit": ({"开户人证件号码": "9" * 18}, {"holder_key": None, "unread_columns": "开户人证件号码"}),
    "two_cards": (
        {"交易卡号": "6222 0212 0500 1234 560 6217 0014 2000 7654 323"},
        {"card_key": None, "unread_columns": "交易卡号"},
    ),
}
ACCOUNT_NUMBERS: Taken = {
    "groups": ({"交易账号": "3300-1234-5000-12345"}, {}),
    "blanks": ({"交易账号": "3300 1234 5000 12345"}, {}),
    "dash_and_card": ({"交易账号": "-"}, {"account_key": key("card", "6222021205001234560")}),
    "zeros_and_card": ({"交易账号": "000000"}, {"account_key": key("card", "6222021205001234560")}),
}
RESIDENTS: Taken = {
    **{
        f"area_{text}": ({"现住地区划代码": text}, {"area_code": "330502", "unread_columns": None})
        for text in ("330502", "330502000", "330502000000", "330502.0")
    },
    **{
        f"area_{text}": ({"现住地区划代码": text}, {"area_code": "330502001"})
        for text in ("330502001000", "330502001003")
    },
    "area_city": ({"现住地区划代码": "330500000000"}, {"area_code": "330500"}),
    "area_city_itself": ({"现住地区划代码": "330501000000"}, {"area_code": "330500"}),
    "dead_elsewhere": (
        {"现住地区划代码": "330109001", "人员状态": "死亡"},
        {"area_code": None, "status_code": "dead", "unread_columns": None},
    ),
    "sex_zero": ({"性别": "0"}, {"sex_code": None, "unread_columns": None}),
    "phone_of_one_digit": ({"手机号码": "11111111111"}, {"phone_key": None, "unread_columns": "手机号码"}),
    "phone_prefix_alone": ({"手机号码": "+86"}, {"phone_key": None, "unread_columns": "手机号码"}),
    "moved_away": (
        {"现住地区划代码": "330109001", "人员状态": "迁出"},
        {"area_code": None, "status_code": "moved_out", "unread_columns": None},
    ),
    "moved_away_unsaid": ({"现住地区划代码": "", "人员状态": "迁出"}, {"area_code": None, "status_code": "moved_out"}),
    **{
        f"nothing_{word}": (
            {"手机号码": word, "社区代码": word, "职业代码": word, "出生日期": word, "户籍地区划代码": word},
            {
                "phone_key": None,
                "community_code": None,
                "occupation_code": None,
                "birth_year": None,
                "hukou_code": None,
                "unread_columns": None,
            },
        )
        for word in (*WORDS, "000000")
    },
    "born_1970": ({"出生日期": "19700101"}, {"birth_year": 1970}),
    "born_1900": ({"出生日期": "1900-01-01"}, {"birth_year": None, "unread_columns": None}),
    "born_1870": ({"出生日期": "18700101"}, {"birth_year": None, "unread_columns": "出生日期"}),
    "phone_0": ({"手机号码": "013800000001"}, {"phone_key": key("msisdn", "13800000001")}),
    "phones": ({"手机号码": "13800000001/13800000002"}, {"phone_key": None, "unread_columns": "手机号码"}),
}
RESIDENTS_REFUSED: Refused = {
    **{
        f"id_{word}": ({"证件号码": word}, "证件号码", "required")
        for word in ("无", "000000000000000000", "000000000000000")
    },
    "id_x": ({"证件号码": "330502XXXXXXXX1236"}, "证件号码", "masked_number"),
    "ids": ({"证件号码": "330502199001011236 33052119770311108X"}, "证件号码", "several_numbers"),
    "updated_1970": ({"更新时间": "1970-01-01 08:00:00"}, "更新时间", "required"),
    "updated_1980": ({"更新时间": "1980-01-01 08:00:00"}, "更新时间", "bad_timestamp"),
    "alive_elsewhere": ({"现住地区划代码": "330109001"}, "现住地区划代码", "unknown_code"),
    "id_of_one_digit": ({"证件号码": "1" * 18}, "证件号码", "bad_format"),
}
