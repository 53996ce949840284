"""Faults to plant: (rule, file, text to add or, after a minus, to take away, how the breach begins)."""

from collections.abc import Callable, Iterator

import room_rules
import rules
from house import House

Rule = Callable[[House], Iterator[str]]
HASH = " \\\n    --hash=sha256:" + "0" * 64
FAULTS: list[tuple[Rule, str, str, str]] = [
    (
        room_rules.imports_go_one_way,
        "spark_jobs/wire/landing.py",
        "+from cli import home\n",
        "spark_jobs/wire/landing.py imports cli",
    ),
    (
        room_rules.imports_go_one_way,
        "dags/common/day.py",
        "+import lake.frames\n",
        "dags/common/day.py imports lake",
    ),
    (
        room_rules.imports_go_one_way,
        "expectations/check.py",
        "+import spark_jobs\n",
        "expectations/check.py imports spark_jobs",
    ),
    (
        room_rules.imports_go_one_way,
        "dashboards/roles.py",
        "+def f():\n    import simulator.codes\n",
        "dashboards/roles.py imports simulator",
    ),
    (
        room_rules.imports_go_one_way,
        "expectations/measures.py",
        "+import lake.snapshot\n",
        "expectations/measures.py imports lake",
    ),
    (
        room_rules.rooms_of_jobs_import_downwards,
        "spark_jobs/wire/lines.py",
        "+from spark_jobs.news import later\n",
        "spark_jobs/wire/lines.py imports spark_jobs.news.later",
    ),
    (
        room_rules.rooms_of_jobs_import_downwards,
        "spark_jobs/feed/told.py",
        "+from spark_jobs import load_cases\n",
        "spark_jobs/feed/told.py imports spark_jobs.load_cases",
    ),
    (
        room_rules.only_a_few_files_know_the_disk,
        "lake/product.py",
        "+from pathlib import Path\n",
        "lake/product.py imports pathlib",
    ),
    (
        room_rules.only_a_few_files_know_the_disk,
        "spark_jobs/load_warehouse.py",
        "+TEXT = open('x').read()\n",
        "spark_jobs/load_warehouse.py calls open",
    ),
    (
        room_rules.only_the_lake_opens_its_tables,
        "cli/status.py",
        "+T = deltalake.DeltaTable('x')\n",
        "cli/status.py opens deltalake.DeltaTable",
    ),
    (
        room_rules.only_the_lake_opens_its_tables,
        "spark_jobs/load_warehouse.py",
        "+F = spark.read.format('delta').load('x')\n",
        "spark_jobs/load_warehouse.py opens delta",
    ),
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
        room_rules.only_publish_commits_to_the_lake,
        "spark_jobs/wire/landing.py",
        "+write_deltalake('x', None)\n",
        "spark_jobs/wire/landing.py calls write_deltalake",
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
    (rules.the_readme_names_the_rooms, "exports/x.py", "+\n", "README.md does not name exports/"),
    (
        rules.the_readme_names_the_rooms,
        "README.md",
        "+cloud/  there is none\n",
        "README.md names cloud/, which does not exist",
    ),
]
