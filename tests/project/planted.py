"""Faults to plant: (rule, file, text to add or, after a minus, to take away, how the breach begins)."""

from collections.abc import Callable, Iterator

import rules
from house import House
from planted_rooms import ROOM_FAULTS

Rule = Callable[[House], Iterator[str]]
HASH = " \\\n    --hash=sha256:" + "0" * 64
FAULTS: list[tuple[Rule, str, str, str]] = [
    *ROOM_FAULTS,
    (rules.dags_import_no_engine, "dags/common/day.py", "+import pandas as pd\n", "dags/common/day.py imports pandas"),
    (
        rules.contracts_need_nothing,
        "expectations/settings.py",
        "+import pyarrow\n",
        "expectations/settings.py imports pyarrow",
    ),
    (
        rules.nobody_reads_the_truth,
        "spark_jobs/wire/landing.py",
        '+FOLDER = "var/truth/cases.csv"\n',
        "spark_jobs/wire/landing.py names var/truth/cases.csv",
    ),
    (
        rules.jobs_have_no_clock,
        "spark_jobs/typed/parse.py",
        "+TODAY = date.today()\n",
        "spark_jobs/typed/parse.py calls date.today",
    ),
    (
        rules.jobs_have_no_clock,
        "exports/states.py",
        "+NOW = datetime.now()\n",
        "exports/states.py calls datetime.now",
    ),
    (
        rules.jobs_have_no_clock,
        "lake/frames.py",
        "+STAMP = F.current_timestamp()\n",
        "lake/frames.py calls F.current_timestamp",
    ),
    (
        rules.jobs_have_no_clock,
        "dbt_project/models/marts/dim_date.sql",
        "+select now()\n",
        "dbt_project/models/marts/dim_date.sql asks the clock",
    ),
    (
        rules.tables_have_one_contract_and_one_writer,
        "spark_jobs/wire/landing.py",
        '+Feed("x", ("silver.cases",), None)\n',
        "silver.cases: the contract says spark_jobs/load_cases.py, written by ['spark_jobs/load_cases.py', 'spark_",
    ),
    (
        rules.tables_have_one_contract_and_one_writer,
        "spark_jobs/wire/landing.py",
        '+T = "silver.calls"\nFeed("x", (T,), None)\n',
        "silver.calls is written but has no contract",
    ),
    (
        rules.tables_have_one_contract_and_one_writer,
        "dbt_project/models/marts/mart_new.sql",
        "+select 1\n",
        "marts.mart_new has no contract",
    ),
    (
        rules.layers_are_read_in_order,
        "spark_jobs/build_money_days.py",
        '+P = Product("x", ("features.x",), (Input("scores.resident_risk", "y"),))\n',
        "spark_jobs/build_money_days.py reads scores",
    ),
    (
        rules.layers_are_read_in_order,
        "ml/score_residents.py",
        '+P = Product("x", ("scores.x",), (Input("silver.cases", "cases"),))\n',
        "ml/score_residents.py reads silver",
    ),
    (
        rules.layers_are_read_in_order,
        "ml/assign_codes.py",
        '+P = Product("x", ("scores.x",), (Input("landing.cases", "y"),))\n',
        "ml/assign_codes.py reads landing",
    ),
    (
        rules.layers_are_read_in_order,
        "expectations/contracts/stuff/x.yaml",
        "+schema: [{physicalName: stuff.x, physicalType: delta, customProperties: []}]\n",
        "stuff.x: no such layer",
    ),
    (rules.settings_are_declared, ".env.example", "+AFDW_NEW=\n", "AFDW_NEW is in .env.example but not declared"),
    (rules.settings_are_declared, ".env.example", "-AFDW_HOME=\n", "AFDW_HOME is declared but not in .env.example"),
    (
        rules.settings_are_declared,
        ".env.example",
        "+AFDW_PG_PASSWORD=secret\n",
        "AFDW_PG_PASSWORD has a value in .env.example",
    ),
    (
        rules.settings_are_declared,
        "cli/load.py",
        '+KEY = os.environ["AFDW_SECRET_KNOB"]\n',
        "cli/load.py uses AFDW_SECRET_KNOB, which is not declared",
    ),
    (
        rules.requirements_are_pinned_by_hash,
        "dags/requirements.txt",
        "+plain==1.0\n",
        "dags/requirements.txt: plain==1.0 has no hash",
    ),
    (
        rules.requirements_are_pinned_by_hash,
        "dags/requirements.txt",
        f"+p @ https://h/p.whl{HASH}\n",
        "dags/requirements.txt holds an address",
    ),
    (rules.files_and_functions_are_short, "cli/scan.py", "+" + "X = 1\n" * 200, "cli/scan.py has"),
    (
        rules.files_and_functions_are_short,
        "cli/scan.py",
        "+def f():\n" + "    x = 1\n" * 40,
        "cli/scan.py: f has 41 lines, allowed 40",
    ),
    (rules.no_file_names_a_machine, "cli/README.md", "+see /ro" + "ot/x\n", "cli/README.md names"),
    (rules.the_readme_names_the_rooms, "clouds/x.py", "+\n", "README.md does not name clouds/"),
    (
        rules.the_readme_names_the_rooms,
        "README.md",
        "+cloud/  there is none\n",
        "README.md names cloud/, which does not exist",
    ),
]
