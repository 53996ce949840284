"""What front-end systems receive; a job that runs as a process of its own can be interrupted from here on."""

import sys

if sys.argv[:1] == ["-m"]:  # only jobs: the receiver is copied and used without the rest of this house
    from lake import interrupt

    if job := interrupt.started("exports"):
        interrupt.watch(job.split(".")[-1])
