"""Superset's settings: everything secret comes from the environment, nothing leaves the machine."""

from typing import Any

from sqlalchemy.engine.url import URL

from expectations.settings import home, required

SQLALCHEMY_DATABASE_URI = required("AFDW_SUPERSET_DSN")
SECRET_KEY = required("AFDW_SUPERSET_SECRET")
DATA_DIR = str(home() / "superset")
SQLALCHEMY_EXAMPLES_URI = "sqlite://"
READER = "superset_reader"


def reader_password(url: URL) -> str | None:
    """The warehouse password of the reading role; Superset's own database never stores it."""
    return required("AFDW_READER_PASSWORD") if url.username == READER else None


SQLALCHEMY_CUSTOM_PASSWORD_STORE = reader_password

BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {"zh": {"flag": "cn", "name": "简体中文"}}
APP_NAME = "湖州反诈数仓"
ROW_LIMIT = 5000
FEATURE_FLAGS = {"DASHBOARD_RBAC": True, "ALERT_REPORTS": False, "EMBEDDED_SUPERSET": False}
CACHE_CONFIG = {"CACHE_TYPE": "SimpleCache", "CACHE_DEFAULT_TIMEOUT": 300}
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
FILTER_STATE_CACHE_CONFIG = CACHE_CONFIG
EXPLORE_FORM_DATA_CACHE_CONFIG = CACHE_CONFIG
FAB_API_SWAGGER_UI = False
WTF_CSRF_TIME_LIMIT = 12 * 3600

#: A quiet mark in the navigation bar instead of the product's own.
LOGO = (
    "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' width='172' height='28'>"
    "<path d='M13 1 24 5v9c0 7-5 11-11 13C7 25 2 21 2 14V5z' fill='%231d4f91'/>"
    "<path d='m7.5 14 4 4 7-8' fill='none' stroke='white' stroke-width='2.6'/>"
    "<text x='32' y='20' font-family='Noto Sans CJK SC,PingFang SC,Microsoft YaHei,sans-serif' font-size='17' "
    "font-weight='700' fill='%2316263a'>湖州反诈数仓</text></svg>"
)
THEME_DEFAULT: dict[str, Any] = {
    "token": {
        "brandAppName": APP_NAME,
        "brandLogoAlt": APP_NAME,
        "brandLogoUrl": LOGO,
        "brandLogoMargin": "16px 0",
        "brandLogoHref": "/superset/dashboard/overview/",
        "brandLogoHeight": "28px",
        "colorPrimary": "#1d4f91",
        "colorLink": "#1d4f91",
        "colorError": "#c8372d",
        "colorSuccess": "#12805a",
        "fontFamily": "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',Helvetica,Arial,sans-serif",
    },
    "algorithm": "default",
}
THEME_DARK = None
ENABLE_UI_THEME_ADMINISTRATION = False

#: The tiles, the map and the tables are drawn by our own templates: classes, inline widths and plain SVG
#: pass the sanitiser, scripts, links to elsewhere and event handlers do not.
HTML_SANITIZATION = True
HTML_SANITIZATION_SCHEMA_EXTENSIONS: dict[str, Any] = {
    "attributes": {
        "*": ["style", "className", "viewBox", "d", "x", "y", "width", "height", "textAnchor", "transform", "role"],
    },
    "tagNames": ["svg", "path", "g", "text", "rect"],
}

#: No host but our own: no telemetry pixel, no map tiles, no web fonts.
#: Handlebars compiles its templates in the browser, which needs `unsafe-eval`; templates come from files only.
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'", "data:"],
        "script-src": ["'self'", "'strict-dynamic'", "'unsafe-eval'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}
