"""What lies beside deliveries and is none, by its name."""

import re

#: What a transfer that is under way, or gave up, puts behind a name.
BEHIND = (
    "part|partial|tmp|temp|filepart|crdownload|download|downloading|td|xltd|aria2|writing|uploading|inprogress|incomplete"
    "|_copying_|bak|old|orig|swp|lock|lnk"
)
#: What systems, file managers and spreadsheets keep beside files.
BESIDE = (
    r"[.].*|(eh)?thumbs[.]db|desktop[.]ini|icon\r|__macosx|lost[+]found|[$]recycle[.]bin|system volume information"
    r"|~.*|.*~|#.*#"
)
#: A second copy, whose name says no number.
COPY = (
    r".* ?[(（\[][0-9]+[)）\]]([.][a-z]+)?"
    r"|.*( - | ?)[(（]?(副本|(another )?copy)( ?[(（]?[0-9]+[)）]?)?[)）]?([.][a-z]+)?"
    r"|copy of .*|(复件|副本) ?([(（][0-9]+[)）])? .*"
)
LEFTOVER = re.compile(rf"(?i:{BESIDE}|.*[.]({BEHIND})|{COPY})")


def is_leftover(name: str) -> bool:
    """Whether a file of this name is passed over by every load."""
    return LEFTOVER.fullmatch(name) is not None
