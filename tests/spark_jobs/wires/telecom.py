"""Calls and messages of telecom: UTF-8 without a mark, comma, LF; its own order, digits for directions, HH:MM:SS."""

from wires.form import Form

FORM = Form(
    header="记录标识,序号,通信类型,主被叫标识,本机号码,对方号码,起始时间,时长,短信收发时间,前转号码,本机漫游区号,"
    "对方漫游区号,对方归属地,本机IMSI,本机IMEI,本机RAC,本机LAC,本机基站,本机CELL,本机运营商,对方IMSI,对方IMEI,"
    "对方RAC,对方LAC,对方基站,对方CELL,对方运营商,是否群内,群组号,群组名",
    sample="T000001,1,语音通话,1,13800000001,13900000002,2021/10/22 6:30:00,00:02:05,,,0572,020,广州,,,0,0,,,电信,"
    ",,0,0,,,联通,否,,",
    encoding="utf-8",
    end=b"\n",
)
FIRST_BYTES = b"\xe8\xae\xb0\xe5\xbd\x95\xe6\xa0\x87\xe8\xaf\x86,\xe5\xba\x8f\xe5\x8f\xb7,"
COLUMNS = {
    "序号": "序号", "通信记录唯一标识": "记录标识", "通话类型": "通信类型", "话单类型": "主被叫标识",
    "本机号码": "本机号码", "对方号码": "对方号码", "呼叫开始时间": "起始时间", "呼叫时长": "时长",
    "短信发送接收时间": "短信收发时间", "前转主叫号码": "前转号码", "本机通话所在地": "本机漫游区号",
    "对方通话所在地": "对方漫游区号", "对方号码归属地": "对方归属地", "本机IMSI号": "本机IMSI",
    "本机IMEI号": "本机IMEI", "对方归属运营商": "对方运营商", "群组名称": "群组名",
}  # fmt: skip
CALL, VOLTE, VIDEO, SMS, MMS = "语音通话", "高清语音", "视频通话", "短信", "彩信"
OUT, IN, FORWARD = "1", "2", "3"
TIME, DURATIONS, HUZHOU = (
    "2021/10/22 6:30:00",
    {"00:00:00": 0, "00:00:01": 1, "01:02:05": 3725, "10:00:00": 36000},
    "0572",
)
NOTHING, BAD_DURATIONS = "00:00:00", {"两分钟": "bad_integer", "00:99:05": "bad_integer", "00:02": "bad_integer"}
