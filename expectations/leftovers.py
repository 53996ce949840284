"""What lies beside deliveries and is none, by its name."""

import re

#: A delivery under way, which counts once it has its name; what systems, file managers and spreadsheets keep beside files;
#: a second copy, whose name says no number.
UNDER_WAY = (
    "part|partial|tmp|temp|filepart|crdownload|download|downloading|td|xltd|aria2|writing|uploading|inprogress|incomplete"
    "|_copying_|bak|old|orig|swp|lock|lnk"
)
LEFTOVER = re.compile(
    rf"(?i:[.].*|(eh)?thumbs[.]db|desktop[.]ini|icon\r|__macosx|lost[+]found|[$]recycle[.]bin|system volume information"
    rf"|~.*|.*~|#.*#|.*[.]({UNDER_WAY})|.* ?[(（\[][0-9]+[)）\]]([.][a-z]+)?"
    r"|.*( - | ?)[(（]?(副本|(another )?copy)( ?[(（]?[0-9]+[)）]?)?[)）]?([.][a-z]+)?|copy of .*|(复件|副本) ?([(（][0-9]+[)）])? .*)"
)


def is_leftover(name: str) -> bool:
    """Whether a file of this name is passed over by every load."""
    return LEFTOVER.fullmatch(name) is not None
