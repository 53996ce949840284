"""Decisions as officers write them: UTF-8, one JSON object per line, what may be absent left out or null."""

from datetime import UTC, date, datetime

from wires.form import Column, Fixture, Form, Refusal, Row

SAMPLE = (
    '{"decision_id":"D-1","kind":"code","subscriber_id":"SA0001","code":"R","reason":"境外长时通话，已当面劝阻",'
    '"persons":["zhang.wei","li_na"],"decided_at":"2021-10-22T15:04:05+08:00","expires_date":"2021-11-05",'
    '"refers_to":null}'
)
FORM = Form(header="", sample="", encoding="utf-8", end=b"\n")
CLEAN: Row = {
    "kind": "code",
    "subscriber_id": "SA0001",
    "code": "R",
    "reason": "境外长时通话，已当面劝阻",
    "persons": "zhang.wei;li_na",
    "decided_at": datetime(2021, 10, 22, 7, 4, 5, tzinfo=UTC),
    "expires_date": date(2021, 11, 5),
    "refers_to": None,
    "source": "officers",
}
TWO, SUBSCRIBER, CODE, EXPIRES = '["zhang.wei","li_na"]', '"SA0001"', '"R"', '"2021-11-05"'
REASON, KIND, REFERS = "境外长时通话，已当面劝阻", '"kind":"code"', '"refers_to":null'
#: Without code and last day, and without a subscriber.
NO_CODE = (CODE, "null", EXPIRES, "null")
NOBODY = (SUBSCRIBER, "null", *NO_CODE)
OPEN, CLOSED = (KIND, '"kind":"appeal_open"', *NO_CODE), (KIND, '"kind":"appeal_closed"', *NO_CODE)
DELETIONS, BREAKER = (KIND, '"kind":"confirm_deletions"', *NOBODY), (KIND, '"kind":"release_breaker"', *NOBODY)
FILE = '"refers_to":"full_police_2021-10-21_1.csv"'
EMPTY: Row = {"code": None, "expires_date": None}


def line(number: str, *swaps: str) -> bytes:
    """The sample under another name, with literal pieces swapped in pairs: old, new, old, new…"""
    text = SAMPLE.replace("D-1", number)
    for old, new in zip(swaps[::2], swaps[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()


TAKEN: dict[str, tuple[tuple[str, ...], Row]] = {
    "clean": ((), {}),
    "text": ((TWO, '"zhang.wei; li_na"'), {}),
    "wide": ((TWO, '"ｚｈａｎｇ.ｗｅｉ；li_na"'), {}),
    "names": ((TWO, '["张伟","李娜"]'), {"persons": "张伟;李娜"}),
    "green": ((CODE, '"G"'), {"code": "G"}),
    "suspended": ((CODE, '"S"'), {"code": "S"}),
    "first_day": ((EXPIRES, '"2021-10-23"'), {"expires_date": date(2021, 10, 23)}),
    "last_day": ((EXPIRES, '"2022-01-20"'), {"expires_date": date(2022, 1, 20)}),
    "refers": ((REFERS, '"refers_to":"A3305020020211022000123"'), {"refers_to": "A3305020020211022000123"}),
    "abroad": ((REASON, "接到0085212345678来电，回拨110与96110"), {"reason": "接到0085212345678来电，回拨110与96110"}),
    "uuid": (
        (SUBSCRIBER, '"0f1e2d3c-0571-2345-6789-138000000001"'),
        {"subscriber_id": "0f1e2d3c-0571-2345-6789-138000000001"},
    ),
    "open": (OPEN, EMPTY | {"kind": "appeal_open"}),
    "open_alone": ((*OPEN, TWO, '"li_na"'), EMPTY | {"kind": "appeal_open", "persons": "li_na"}),
    "closed": (CLOSED, EMPTY | {"kind": "appeal_closed"}),
    "deletions": (
        (*DELETIONS, REFERS, FILE),
        EMPTY | {"kind": "confirm_deletions", "subscriber_id": None, "refers_to": "full_police_2021-10-21_1.csv"},
    ),
    "breaker": (
        (*BREAKER, REFERS, '"refers_to":"2021-10-22"'),
        EMPTY | {"kind": "release_breaker", "subscriber_id": None, "refers_to": "2021-10-22"},
    ),
    "without_what_may_be_absent": (
        (
            KIND,
            '"kind":"release_breaker"',
            '"subscriber_id":"SA0001","code":"R",',
            "",
            f'"expires_date":{EXPIRES},',
            "",
            REFERS,
            '"refers_to":"2021-10-22"',
        ),
        EMPTY | {"kind": "release_breaker", "subscriber_id": None, "refers_to": "2021-10-22"},
    ),
}
PHONE, ID, CARD = "138" + "00000001", "33050219900101" + "1236", "622202" + "1205001234560"
REFUSED: dict[str, tuple[tuple[str, ...], Column, str]] = {
    "kind": ((KIND, '"kind":"pardon"'), "kind", "unknown_code"),
    "kind_null": ((KIND, '"kind":null'), "kind", "required"),
    "name_empty": (("D-name_empty", ""), "decision_id", "required"),
    "colour": ((CODE, '"B"'), "code", "unknown_code"),
    "no_code": ((CODE, "null"), "code", "required"),
    "no_subscriber": ((SUBSCRIBER, "null"), "subscriber_id", "required"),
    "appeal_of_nobody": ((*OPEN, SUBSCRIBER, '""'), "subscriber_id", "required"),
    "no_reason": ((REASON, " "), "reason", "required"),
    "reason_of_words": ((REASON, "无"), "reason", "required"),
    "long_reason": ((REASON, "长" * 501), "reason", "bad_format"),
    "nobody": ((TWO, "[]"), "persons", "required"),
    "alone": ((TWO, '["li_na"]'), "persons", "two_persons"),
    "not_available": ((TWO, '"N/A"'), "persons", "required"),
    "with_nobody": ((TWO, '["li_na","无"]'), "persons", "two_persons"),
    "with_unknown": ((TWO, '"li_na;UNKNOWN"'), "persons", "two_persons"),
    "the_same": ((TWO, '["li_na"," LI_NA "]'), "persons", "two_persons"),
    "three": ((TWO, '["a","b","c"]'), "persons", "two_persons"),
    "closed_alone": ((*CLOSED, TWO, '"li_na"'), "persons", "two_persons"),
    "deletions_alone": ((*DELETIONS, REFERS, FILE, TWO, '"li_na"'), "persons", "two_persons"),
    "breaker_alone": ((*BREAKER, REFERS, '"refers_to":"2021-10-22"', TWO, '"li_na"'), "persons", "two_persons"),
    "breaker_of_no_date": ((*BREAKER, REFERS, '"refers_to":"yesterday"'), "refers_to", "bad_timestamp"),
    "breaker_of_an_impossible_date": ((*BREAKER, REFERS, '"refers_to":"2021-02-30"'), "refers_to", "bad_timestamp"),
    "open_by_three": ((*OPEN, TWO, '"a;b;c"'), "persons", "two_persons"),
    "truth_in_list": ((TWO, '["a",true]'), "persons", "bad_format"),
    "list_elsewhere": ((CODE, '["R"]'), "code", "bad_format"),
    "nested": ((TWO, '["a",["b"]]'), "persons", "bad_format"),
    "two_in_one": ((TWO, '["a;b","c"]'), "persons", "bad_format"),
    "no_end": ((EXPIRES, "null"), "expires_date", "required"),
    "never_ends": ((EXPIRES, '"2099-12-31"'), "expires_date", "required"),
    "ends_on_its_batch": ((EXPIRES, '"2021-10-22"'), "expires_date", "out_of_span"),
    "ends_too_late": ((EXPIRES, '"2022-01-21"'), "expires_date", "out_of_span"),
    "no_date": ((EXPIRES, '"2021-02-30"'), "expires_date", "bad_timestamp"),
    "decided_later": (("2021-10-22T15", "2021-10-25T15"), "decided_at", "after_batch"),
    "no_time": (('"2021-10-22T15:04:05+08:00"', "null"), "decided_at", "required"),
    "code_of_an_appeal": ((*OPEN, '"code":null', '"code":"G"'), "code", "not_of_kind"),
    "end_of_an_appeal": ((*OPEN, '"expires_date":null', '"expires_date":"2021-11-05"'), "expires_date", "not_of_kind"),
    "breaker_of_somebody": ((*BREAKER, '"subscriber_id":null', '"subscriber_id":"S"'), "subscriber_id", "not_of_kind"),
    "deletions_of_no_file": (DELETIONS, "refers_to", "required"),
    "release_of_no_day": (BREAKER, "refers_to", "required"),
    "phone": ((REASON, f"本人来电{PHONE}，核实"), "reason", "personal_data"),
    "phone_alone": ((REASON, f"+86 {PHONE}"), "reason", "personal_data"),
    "fixed": ((REASON, "家中0572-2123456"), "reason", "personal_data"),
    "id": ((REASON, f"证件{ID}已核对"), "reason", "personal_data"),
    "id_in_groups": ((REASON, "证件330502-19900101" + "-1236"), "reason", "personal_data"),
    "card": ((REASON, f"向 {CARD} 转账"), "reason", "personal_data"),
    "groups": ((REASON, "向6222 0212 0500 1234转账"), "reason", "personal_data"),
    "wide_phone": ((REASON, "本人１３８" + "00000001"), "reason", "personal_data"),
    "person_is_a_phone": ((TWO, f'["li_na","{PHONE}"]'), "persons", "personal_data"),
    "subscriber_is_a_phone": ((SUBSCRIBER, f'"{PHONE}"'), "subscriber_id", "personal_data"),
    "refers_to_a_card": ((REFERS, f'"refers_to":"{CARD}"'), "refers_to", "personal_data"),
    "half_a_character": ((TWO, '["a\\ud800","b"]'), None, "undecodable"),
    "missing": (('"decision_id":"D-missing",', ""), "decision_id", "missing_column"),
    "unknown": ((REFERS, f'{REFERS},"colour":"red"'), "colour", "unknown_column"),
    "no_object": (("{", "[{", "}", "}]"), None, "malformed_line"),
}


def fixture() -> Fixture:
    """The lines of one file."""
    taken = {
        name: (line(f"D-{name}", *swaps), CLEAN | {"decision_id": f"D-{name}"} | values)
        for name, (swaps, values) in TAKEN.items()
    }
    refused: dict[str, Refusal] = {
        name: (line(f"D-{name}", *swaps), column, reason) for name, (swaps, column, reason) in REFUSED.items()
    }
    return Fixture(FORM, taken, refused, first_line=1)
