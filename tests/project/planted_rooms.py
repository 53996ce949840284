"""Faults to plant against the rules of who may know whom: as in planted.py."""

from collections.abc import Callable, Iterator

import object_rules
import room_rules
from house import House

ROOM_FAULTS: list[tuple[Callable[[House], Iterator[str]], str, str, str]] = [
    (
        object_rules.residents_and_accounts_never_mix,
        "spark_jobs/build_resident_windows.py",
        '+GRAPH = "features.account_graph"\n',
        "spark_jobs/build_resident_windows.py names features.account_graph",
    ),
    (
        object_rules.residents_and_accounts_never_mix,
        "ml/score_accounts.py",
        '+RISK = "scores.resident_risk"\n',
        "ml/score_accounts.py names scores.resident_risk",
    ),
    (
        object_rules.residents_and_accounts_never_mix,
        "exports/states.py",
        '+MULES = "scores.account_mule"\n',
        "exports/states.py names scores.account_mule",
    ),
    (
        object_rules.residents_and_accounts_never_mix,
        "expectations/contracts/features/resident_window.yaml",
        "+      - {name: account_hops_30d, physicalType: bigint}\n",
        "features.resident_window has the column account_hops_30d",
    ),
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
        room_rules.rooms_of_ml_import_downwards,
        "ml/learning/training.py",
        "+from ml.residents.subject import RESIDENTS\n",
        "ml/learning/training.py imports ml.residents.subject.RESIDENTS",
    ),
    (
        room_rules.rooms_of_ml_import_downwards,
        "ml/models/model.py",
        "+def f():\n    from ml.in_use import folder\n",
        "ml/models/model.py imports ml.in_use.folder",
    ),
    (
        room_rules.rooms_of_ml_import_downwards,
        "ml/codes/inputs.py",
        "+from ml.accounts import columns\n",
        "ml/codes/inputs.py imports ml.accounts.columns",
    ),
    (
        room_rules.rooms_of_ml_import_downwards,
        "ml/codes/replay.py",
        "+from ml import assign_codes\n",
        "ml/codes/replay.py imports ml.assign_codes",
    ),
    (
        room_rules.rooms_of_ml_import_downwards,
        "ml/cellar/wine.py",
        "+import ml.common.params\n",
        "ml/cellar/wine.py imports ml.common.params",
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
        room_rules.only_a_few_files_know_the_disk,
        "exports/states.py",
        "+import shutil\n",
        "exports/states.py imports shutil",
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
    (
        room_rules.only_publish_commits_to_the_lake,
        "spark_jobs/wire/landing.py",
        "+write_deltalake('x', None)\n",
        "spark_jobs/wire/landing.py calls write_deltalake",
    ),
]
