"""Prints as CSV the rows that Superset returns for one chart: `python -m dashboards.query_chart SLUG`.

Asks Superset's own chart data command with the chart's stored query, as `/api/v1/chart/data` does.
"""

import contextlib
import csv
import logging
import math
import sys
from collections.abc import Iterable
from typing import Any

from dashboards import assets, metadata

WRONG_USE = 2


def main() -> int:
    """Exit code 0 with the rows on stdout, 2 for a slug that no file has, 1 when Superset cannot answer."""
    slug = sys.argv[1] if len(sys.argv) == 2 else ""
    known = assets.charts()
    if slug not in known:
        print(f"chart {slug!r} is unknown; known are: {', '.join(known)}", file=sys.stderr)
        return WRONG_USE
    with contextlib.redirect_stdout(sys.stderr):  # Superset greets on stdout
        answer = ask(slug)
    if answer is None:
        return 1
    write(*answer)
    return 0


def ask(slug: str) -> tuple[list[str], list[dict[str, Any]]] | None:
    """The rows, or None with the reason on stderr."""
    from superset.app import create_app
    from superset.commands.chart.exceptions import ChartDataQueryFailedError

    logging.disable(logging.WARNING)
    app = create_app()
    with app.app_context(), app.test_request_context():
        try:
            return rows(slug)
        except (ChartDataQueryFailedError, LookupError) as error:
            print(f"chart {slug}: {error}", file=sys.stderr)
            return None


def rows(slug: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Column names in order and the rows of the chart's stored query, fresh from the database."""
    from flask import g
    from superset.charts.schemas import ChartDataQueryContextSchema
    from superset.commands.chart.data.get_data_command import ChartDataCommand
    from superset.extensions import security_manager
    from superset.utils import json

    g.user = security_manager.find_user(metadata.ADMIN)
    query = json.loads(_stored(slug).query_context) | {"force": True}
    command = ChartDataCommand(ChartDataQueryContextSchema().load(query))
    command.validate()
    (answer,) = command.run()["queries"]
    return list(answer["colnames"]), list(answer["data"])


def write(names: list[str], found: Iterable[dict[str, Any]]) -> None:
    """CSV in UTF-8 with LF; NULL is empty; dates stay dates."""
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_text(row[name]) for name in names] for row in found)


def _stored(slug: str) -> Any:
    from superset.extensions import db
    from superset.models.slice import Slice

    chart = db.session.query(Slice).filter_by(uuid=assets.asset_id("charts", slug)).one_or_none()
    if chart is None:
        raise LookupError("is in the files but not deployed")
    return chart


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():  # a count beside an empty cell comes as a float
        return str(int(value))
    return str(value)


if __name__ == "__main__":
    sys.exit(main())
