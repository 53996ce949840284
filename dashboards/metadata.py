"""Superset's own database: brought to the current version, with its permissions and our administrator."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from expectations.settings import required

ADMIN = "admin"


def prepare() -> None:
    """Migrates and initialises where it is needed; a database that is ready costs one query."""
    if not _is_current():
        _migrate()
    _administrator()


def _migrate() -> None:
    """What `superset db upgrade` and `superset init` do, in this process instead of two more."""
    import flask_migrate  # type: ignore[import-untyped]
    from superset.extensions import appbuilder, security_manager

    flask_migrate.upgrade(directory=str(_migrations()))
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()


def _is_current() -> bool:
    """Whether the schema has this release's last revision and the roles were written after it."""
    from alembic.migration import MigrationContext  # type: ignore[import-not-found]
    from alembic.script import ScriptDirectory  # type: ignore[import-not-found]
    from superset.extensions import db, security_manager

    with db.engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    head = ScriptDirectory(str(_migrations())).get_current_head()
    return bool(revision == head and security_manager.find_role("sql_lab"))


def _administrator() -> None:
    """One administrator whose password is the home's; a changed password is carried over."""
    from superset.extensions import db, security_manager

    password = required("AFDW_SUPERSET_PASSWORD")
    user = security_manager.find_user(ADMIN)
    if user is None:
        role = security_manager.find_role("Admin")
        security_manager.add_user(ADMIN, "管理员", "系统", "admin@localhost", role, password=password)
    elif not _matches(user, password):
        security_manager.reset_password(user.id, password)
    db.session.commit()


def _matches(user: Any, password: str) -> bool:
    from werkzeug.security import check_password_hash

    return bool(check_password_hash(user.password, password))


def _migrations() -> Path:
    spec = find_spec("superset")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("superset")
    return Path(spec.origin).parent / "migrations"
