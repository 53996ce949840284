"""What lies beside deliveries and is none, by its name."""

import re

#: A delivery under way, which counts once it has its name; what a file manager or a spreadsheet keeps beside files; a
#: second copy, whose name says no number.
LEFTOVER = re.compile(
    r"(?i:thumbs[.]db|desktop[.]ini|~.*|.*~|.*[.](part|tmp|filepart|crdownload|download|bak|swp|lock)"
    r"|.* ?[(（][0-9]+[)）]([.][a-z]+)?|.*( - | ?)(副本|copy)( ?[(（]?[0-9]+[)）]?)?([.][a-z]+)?|copy of .*|复件 .*)"
)


def is_leftover(name: str) -> bool:
    """Whether a file of this name is passed over by every load."""
    return LEFTOVER.fullmatch(name) is not None
