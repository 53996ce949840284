"""How tables are kept and read; upkeep as a process of its own can be interrupted from here on."""

from lake import interrupt

if job := interrupt.started("lake"):
    interrupt.watch(job.split(".")[-1])
