"""Roles as `roles.yaml` says: exactly those permissions, and the dashboards that a role may open."""

from pathlib import Path
from typing import Any

import yaml

ROLES = Path(__file__).with_name("roles.yaml")


def declared() -> dict[str, dict[str, Any]]:
    """Role name → `dashboards` (slugs) and `permissions` (pairs)."""
    return dict(yaml.safe_load(ROLES.read_text(encoding="utf-8")))


def apply() -> None:
    """Sets permissions and dashboards of every declared role; unknown names stop the deploy."""
    from superset.extensions import db, security_manager

    for name, wanted in declared().items():
        role = security_manager.add_role(name)
        role.permissions = [_permission(action, view) for action, view in wanted["permissions"]]
        _open_dashboards(role, set(wanted["dashboards"]))
    db.session.commit()


def _permission(action: str, view: str) -> Any:
    from superset.extensions import security_manager

    found = security_manager.find_permission_view_menu(action, view)
    if found is None:
        raise LookupError(f"roles.yaml: Superset knows no permission [{action}, {view}]")
    return found


def _open_dashboards(role: Any, slugs: set[str]) -> None:
    """A role sees a dashboard by standing in its list; there it reads the data behind the charts too."""
    from superset.extensions import db
    from superset.models.dashboard import Dashboard

    for dashboard in db.session.query(Dashboard):
        others = [known for known in dashboard.roles if known.id != role.id]
        dashboard.roles = [*others, role] if dashboard.slug in slugs else others
