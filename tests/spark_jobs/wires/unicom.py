"""Calls and messages of unicom: GB18030, comma, CRLF; other names in the same order; times as digits."""

from wires import mobile
from wires.form import Form

FORM = Form(
    header="话单序号,业务流水号,业务类型,呼叫类型,用户号码,用户IMSI,用户IMEI,用户RAC,用户LAC,用户基站,用户小区,"
    "用户归属运营商,用户通话区号,对端号码,对端IMSI,对端IMEI,对端RAC,对端LAC,对端基站,对端小区,对端归属运营商,"
    "对端通话区号,对端号码归属地,原被叫转移号码,开始时间,通话时长(秒),群内标识,群组编号,群组名称,短信时间",
    sample="1,U000001,语音,主叫,8613800000001,,86430104201001,0,0,,,联通,572,8613900000002,,,0,0,,,联通,20,"
    "广州,,20211022063000,125,否,,,",
)
FIRST_BYTES = b"\xbb\xb0\xb5\xa5\xd0\xf2\xba\xc5,\xd2\xb5\xce\xf1\xc1\xf7\xcb\xae"
COLUMNS = dict(zip(mobile.FORM.names, FORM.names, strict=True))
CALL, VOLTE, VIDEO, SMS, MMS = "语音", "VoLTE", "视频", "短信", "彩信"
OUT, IN, FORWARD = "主叫", "被叫", "呼转"
TIME, DURATIONS, HUZHOU = "20211022063000", {"0": 0, "1": 1, "3725": 3725}, "572"
NOTHING, BAD_DURATIONS = "0", {"两分钟": "bad_integer", "-5": "bad_integer"}
