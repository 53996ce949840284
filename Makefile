# The project's tasks; `make` alone lists them. Operators and scripts use ./afdw.
.DEFAULT_GOAL := help
.PHONY: help demo down test prove check bench real lock clean

help:     ## this list
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: *##/	/' | sort
demo:     ## set up everything and run the main job; the page and Airflow stay up
	@./afdw demo
down:     ## stop the services of this home
	@./afdw down
test:     ## prove the project, at most 20 minutes
	@tests/run
prove:    ## the same proofs with full counts; PART=models: models in cities of their own (an hour)
	@$(if $(PART),tests/prove/run $(PART),tests/run --full)
check:    ## ruff, mypy, sqlfluff, contracts, house rules
	@tests/check
bench:    ## STAGE=load (or history, features, codes, graph, simulator): a stage beside its peer, in one run
	@benchmarks/run $(or $(STAGE),load)
real:     ## CASES=<zip>: real reports of the Canadian Anti-Fraud Centre through the warehouse
	@test -n "$(CASES)" || { echo "make real needs CASES=<the CAFC zip>" >&2; exit 2; }
	@./afdw real "$(CASES)"
lock:     ## pin the environments anew
	@python3 cli/lock.py
clean:    ## stop the services; remove the home and what it owns elsewhere, but no key
	@./afdw clean
