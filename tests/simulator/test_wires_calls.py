"""Bytes of the call record wires, typed by hand from their specification."""

from typing import Any

from wire_tables import calls

from simulator.wires import calls as wire


def rendered(source: str, *changes: dict[str, Any]) -> tuple[bytes, list[str]]:
    """The header and the lines of a file of one carrier."""
    layout, rows = wire.layouts()[source], calls(*({**change, "carrier": source} for change in changes))
    lines = layout.lines(wire.cells(source, rows, 7), rows.num_rows).to_pylist()
    return layout.header(), [line.decode(layout.encoding) for line in lines]


def test_mobile_is_the_default() -> None:
    part = {
        "part": 2,
        "kind": "volte",
        "direction": "in",
        "peer_number": "0085251234567",
        "peer_area": None,
        "peer_carrier": None,
    }
    forward = {"kind": "video", "direction": "forward", "forwarded_number": "13700000003", "call_id": None}
    header, lines = rendered("mobile", {}, part, forward, {"kind": "sms", "duration_s": 0})
    assert (
        header
        == (
            "\ufeff序号,通信记录唯一标识,通话类型,话单类型,本机号码,本机IMSI号,本机IMEI号,本机RAC号,本机LAC号,本机基站ID,本机CELLID,"
            "本机归属运营商,本机通话所在地,对方号码,对方IMSI号,对方IMEI号,对方RAC号,对方LAC号,对方基站ID,对方CELLID,对方归属运营商,"
            "对方通话所在地,对方号码归属地,前转主叫号码,呼叫开始时间,呼叫时长,是否群内呼叫,群组编号,群组名称,短信发送接收时间\r\n"
        ).encode()
    )
    assert lines[0] == (
        "7,C100,语音通话,主叫话单,13800000001,460006261803399,860123046261800,0,0,,,中国移动,572,13900000002,,,0,0,,,"
        "中国移动,20,,,"
        "2021-10-22 08:30:00,3725,,,,\r\n"
    )
    assert lines[1] == (
        "8,C100-2,VoLTE语音通话,被叫话单,13800000001,460006261803399,860123046261800,0,0,,,中国移动,572,0085251234567,,,0,0,,,,,,,"
        "2021-10-22 08:30:00,3725,,,,\r\n"
    )
    assert lines[2].startswith("9,,视频通话,呼转话单,") and ",13700000003,2021-10-22 08:30:00," in lines[2]
    assert lines[3].startswith("10,C100,短信,主叫话单,") and lines[3].endswith(",20,,,,,,,,2021-10-22 08:30:00\r\n")


def test_unicom_writes_86_and_times_without_signs() -> None:
    header, lines = rendered(
        "unicom",
        {"peer_number": "057221234567", "peer_carrier": None},
        {"kind": "mms", "direction": "in", "own_number": "13100000004"},
    )
    assert header == (
        "话单序号,业务流水号,业务类型,呼叫类型,用户号码,用户IMSI,用户IMEI,用户RAC,用户LAC,用户基站,用户小区,用户归属运营商,用户通话区号,"
        "对端号码,对端IMSI,对端IMEI,对端RAC,对端LAC,对端基站,对端小区,对端归属运营商,对端通话区号,对端号码归属地,原被叫转移号码,"
        "开始时间,通话时长(秒),群内标识,群组编号,群组名称,短信时间\r\n"
    ).encode("gb18030")
    assert lines[0] == (
        "7,C100,语音,主叫,8613800000001,460016261803399,86012304626180,0,0,,,中国联通,572,057221234567,,,0,0,,,,20,,,"
        "20211022083000,3725,,,,\r\n"
    )
    assert lines[1].startswith("8,C100,彩信,被叫,8613100000004,") and lines[1].endswith(",,,,,,20211022083000\r\n")


def test_telecom_has_its_own_order_clock_and_zeros() -> None:
    header, lines = rendered("telecom", {"kind": "volte", "direction": "in"}, {"kind": "sms", "direction": "forward"})
    assert (
        header
        == (
            "记录标识,序号,通信类型,主被叫标识,本机号码,对方号码,起始时间,时长,短信收发时间,前转号码,本机漫游区号,对方漫游区号,对方归属地,"
            "本机IMSI,本机IMEI,本机RAC,本机LAC,本机基站,本机CELL,本机运营商,对方IMSI,对方IMEI,对方RAC,对方LAC,对方基站,对方CELL,"
            "对方运营商,是否群内,群组号,群组名\n"
        ).encode()
    )
    assert lines[0] == (
        "C100,7,高清语音,2,13800000001,13900000002,2021/10/22 8:30:00,01:02:05,,,0572,020,,460116261803399,"
        "86012304626180,0,0,,,中国电信,,,0,0,,,中国移动,,,\n"
    )
    assert lines[1].startswith("C100,8,短信,3,13800000001,13900000002,,,2021/10/22 8:30:00,,0572,020,")


def test_a_share_of_rows_has_no_imsi_and_imei() -> None:
    _, lines = rendered("telecom", *({"at": 1_634_891_400 + n} for n in range(1_000)))
    devices = [tuple(line.split(",")[13:15]) for line in lines]
    assert set(devices) == {("", ""), ("460116261803399", "86012304626180")}
    assert devices.count(("", "")) == 399


def test_no_two_numbers_share_an_imsi() -> None:
    numbers = [f"1380000{n:04d}" for n in range(2_000)]
    _, lines = rendered("mobile", *({"own_number": number} for number in numbers))
    found = {line.split(",")[5] for line in lines} - {""}
    assert len(found) == sum(line.split(",")[5] != "" for line in lines) > 1_700
    assert all(len(imsi) == 15 for imsi in found)
