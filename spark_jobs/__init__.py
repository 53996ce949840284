"""Jobs; one that runs as a process of its own can be interrupted from here on."""

from lake import interrupt

if job := interrupt.started("spark_jobs"):
    interrupt.watch(job.split(".")[-1])
