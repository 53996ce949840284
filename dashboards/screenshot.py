"""Opens a dashboard in a real browser, checks that every chart shows something, and takes its picture.

Runs in the dev environment: `python -m dashboards.screenshot URL PICTURE`; needs AFDW_SUPERSET_PASSWORD.
"""

import os
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
#: Quiet: the browser itself calls nobody.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--lang=zh-CN",
)  # fmt: skip
WIDTH, HEIGHT = 1680, 3000
SPINNERS = '[data-test="loading-indicator"], .loading, .ant-spin-spinning'
ERRORS = '[role="alert"], .ant-alert-error, [data-test="error-message"], .ant-empty, [class*="EmptyState"]'
#: Names of the tiles whose content is taller or wider than their box.
CLIPPED = """() => [...document.querySelectorAll('[data-test-chart-id]')].filter(chart => {
    const holder = chart.closest('.dashboard-component-chart-holder').getBoundingClientRect();
    return [...chart.querySelectorAll('.handlebars div, .handlebars table, .handlebars svg')].some(part => {
        const box = part.getBoundingClientRect();
        return box.height > 0 && (box.bottom > holder.bottom + 1 || box.right > holder.right + 1);
    });
}).map(chart => chart.getAttribute('data-test-chart-name'))"""
CHART = "[data-test-chart-id] .slice_container"


def main() -> int:
    """Exit code 0 when the page is as it should be, 1 with the faults on stderr."""
    url, picture = sys.argv[1], Path(sys.argv[2])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN")
        foreign = watch(page, url)
        login(page, url)
        found = visit(page, url, picture)
        browser.close()
    found += [f"asked another host: {host}" for host in sorted(foreign)]
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


def watch(page: Page, url: str) -> set[str]:
    """Collects hosts other than ours that the page turns to; they are refused."""
    foreign: set[str] = set()
    own = urlsplit(url).netloc

    def judge(route: object, request: object) -> None:
        host = urlsplit(request.url).netloc  # type: ignore[attr-defined]
        if host in ("", own):
            route.continue_()  # type: ignore[attr-defined]
        else:
            foreign.add(host)
            route.abort()  # type: ignore[attr-defined]

    page.route("**/*", judge)
    return foreign


def login(page: Page, url: str, user: str = "admin", password: str | None = None) -> None:
    """Logs in as a person does."""
    page.goto(urlsplit(url)._replace(path="/login/").geturl())
    page.fill('input[name="username"], #username', user)
    page.fill('input[name="password"], #password', password or os.environ["AFDW_SUPERSET_PASSWORD"])
    page.click('button[type="submit"], [data-test="login-button"]')
    page.wait_for_url(lambda address: "/login" not in address, timeout=60_000)


def visit(page: Page, url: str, picture: Path) -> list[str]:
    """Opens the dashboard, waits until it is still, returns its faults and takes the picture."""
    page.goto(url)
    page.wait_for_selector(CHART, timeout=90_000)
    settle(page)
    page.screenshot(path=str(picture), full_page=True)
    return faults(page)


def settle(page: Page, seconds: float = 90) -> None:
    """Until no chart loads and the number of drawn charts has not changed for two seconds."""
    calm, before, deadline = 0, -1, time.monotonic() + seconds
    while calm < 4 and time.monotonic() < deadline:
        page.wait_for_timeout(500)
        busy, drawn = page.locator(SPINNERS).count(), page.locator(CHART).count()
        calm = calm + 1 if busy == 0 and drawn == before and drawn else 0
        before = drawn


def faults(page: Page) -> list[str]:
    """Error boxes, empty charts, loading that never ended."""
    boxes = [text.strip() for text in page.locator(ERRORS).all_inner_texts()]
    found = [f"error box: {text[:200]}" for text in boxes if text]  # the place where toasts appear is an empty alert
    found += ["a chart is still loading"] * page.locator(SPINNERS).count()
    found += [f"text is cut off in: {name}" for name in page.evaluate(CLIPPED)]
    for chart in page.locator("[data-test-chart-id]").all():
        name = chart.get_attribute("data-test-chart-name") or "?"
        drawn = chart.locator("canvas, svg, table, .af-header, .af-tile, .af-type").count()
        if not drawn:
            found.append(f"empty chart: {name}")
    return found


if __name__ == "__main__":
    sys.exit(main())
