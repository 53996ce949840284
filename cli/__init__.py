"""The operators' command; it can be interrupted from here on."""

import sys

from lake import interrupt

if module := interrupt.started("cli"):
    name = " ".join([module.replace("cli", "afdw", 1), *sys.argv[1:2]])
    services = ", or make down to stop its services" if name == "afdw demo" else ""
    interrupt.watch(name, interrupt.AGAIN + services)
