"""What a run may end with that one sentence explains: no stack of calls is shown for it."""


class Failure(RuntimeError):
    """The base of every failure whose message says what is wrong and where; commands end with it and exit code 1."""
