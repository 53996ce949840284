"""Calls and messages of mobile, which is the default wire: UTF-8 with a mark, comma, CRLF, 30 columns."""

from wires.form import Form

FORM = Form(
    header="序号,通信记录唯一标识,通话类型,话单类型,本机号码,本机IMSI号,本机IMEI号,本机RAC号,本机LAC号,本机基站ID,"
    "本机CELLID,本机归属运营商,本机通话所在地,对方号码,对方IMSI号,对方IMEI号,对方RAC号,对方LAC号,对方基站ID,对方CELLID,"
    "对方归属运营商,对方通话所在地,对方号码归属地,前转主叫号码,呼叫开始时间,呼叫时长,是否群内呼叫,群组编号,群组名称,"
    "短信发送接收时间",
    sample="1,M000001,语音通话,主叫话单,8613800000001,,86430104201001,0,0,,,移动,572,8613900000002,,,0,0,,,联通,20,"
    "广州,,2021-10-22 06:30:00,125,否,,,",
    encoding="utf-8",
    mark=b"\xef\xbb\xbf",
)
FIRST_BYTES = b"\xef\xbb\xbf\xe5\xba\x8f\xe5\x8f\xb7,\xe9\x80\x9a\xe4\xbf\xa1"
COLUMNS = {name: name for name in FORM.names}
CALL, VOLTE, VIDEO, SMS, MMS = "语音通话", "VoLTE语音通话", "视频通话", "短信", "彩信"
OUT, IN, FORWARD = "主叫话单", "被叫话单", "呼转话单"
TIME, DURATIONS, HUZHOU = "2021-10-22 06:30:00", {"0": 0, "1": 1, "3725": 3725}, "572"
NOTHING, BAD_DURATIONS = "0", {"两分钟": "bad_integer", "-5": "bad_integer", "900000": "bad_integer"}
