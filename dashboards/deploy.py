"""Makes Superset equal to the files: imports all assets, removes what is gone, sets roles. Idempotent.

Runs in the Superset environment: `python -m dashboards.deploy --note TEXT`.
"""

import argparse
import logging
import sys
from pathlib import Path
from typing import Any

from dashboards import assets, metadata, roles

log = logging.getLogger("dashboards.deploy")


def main() -> int:
    """Exit code 0 when Superset equals the files, 1 when a file was refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--note", default="", help="words shown in the page's head, for instance that data are a demo")
    parser.add_argument("--assets", type=Path, default=assets.ASSETS, help="another folder of asset files")
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    log.setLevel(logging.INFO)
    from superset.app import create_app

    app = create_app()
    quiet_libraries()
    with app.app_context():
        metadata.prepare()
        return deploy(chosen.note, chosen.assets)


def deploy(note: str, root: Path = assets.ASSETS) -> int:
    """Imports, removes and sets roles as the administrator; names what was refused."""
    from flask import g
    from superset.commands.exceptions import CommandInvalidError, ImportFailedError
    from superset.extensions import security_manager

    bundle = assets.bundle(note, root)
    g.user = security_manager.find_user(metadata.ADMIN)
    try:
        _import(bundle)
    except (CommandInvalidError, ImportFailedError) as error:
        log.error("dashboards: %s", _reasons(error))
        return 1
    removed = prune(root)
    roles.apply()
    log.info("dashboards: %d files deployed, %d objects removed", len(bundle), removed)
    return 0


def prune(root: Path = assets.ASSETS) -> int:
    """Removes what an earlier deploy brought and no file names any more; what people made by hand stays."""
    from superset.connectors.sqla.models import SqlaTable
    from superset.extensions import db
    from superset.models.core import Database
    from superset.models.dashboard import Dashboard
    from superset.models.slice import Slice

    removed = 0
    for kind, model in (("dashboards", Dashboard), ("charts", Slice), ("datasets", SqlaTable), ("databases", Database)):
        kept = {str(document["uuid"]) for document in assets.documents(kind, root).values()}
        for item in db.session.query(model).filter_by(is_managed_externally=True):
            if str(item.uuid) not in kept:
                db.session.delete(item)
                removed += 1
        db.session.commit()
    return removed


def quiet_libraries() -> None:
    """Superset's start-up talks a page; warnings and errors remain."""
    for name in ("", "superset", "alembic", "flask_appbuilder"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _import(bundle: dict[str, str]) -> None:
    from superset.commands.importers.v1.assets import ImportAssetsCommand

    ImportAssetsCommand(bundle).run()


def _reasons(error: Any) -> str:
    details = getattr(error, "normalized_messages", lambda: "")()
    return f"{error} {details} {error.__cause__ or ''}".strip()


if __name__ == "__main__":
    sys.exit(main())
