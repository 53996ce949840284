"""Opens a dashboard in a real browser, checks that every chart shows something, and takes its picture.

Runs in the dev environment: `python -m dashboards.screenshot URL PICTURE`; needs AFDW_SUPERSET_PASSWORD.
`?standalone=2` behind the address leaves the navigation bar out of the picture.
"""

import argparse
import os
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import FloatRect, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
#: Quiet: the browser itself calls nobody.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--lang=zh-CN",
)  # fmt: skip
WIDTH, HEIGHT = 1680, 4400
SPINNERS = '[data-test="loading-indicator"], .loading, .ant-spin-spinning'
ERRORS = '[role="alert"], .ant-alert-error, [data-test="error-message"], .ant-empty, [class*="EmptyState"]'
#: Names of the tiles whose content is taller or wider than its box.
CLIPPED = """() => [...document.querySelectorAll('[data-test-chart-id]')].filter(chart =>
    [...chart.querySelectorAll('.handlebars > div')].some(box => getComputedStyle(box).overflowY !== 'visible'
        && (box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1))
).map(chart => chart.getAttribute('data-test-chart-name'))"""
CHART = "[data-test-chart-id] .slice_container"


def main() -> int:
    """Exit code 0 when the page is as it should be, 1 with the faults on stderr."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("picture", type=Path)
    parser.add_argument("--width", type=int, default=WIDTH)
    chosen = parser.parse_args()
    found = look(chosen.url, chosen.picture, chosen.width)
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


def look(url: str, picture: Path, width: int = WIDTH, user: str = "admin", password: str | None = None) -> list[str]:
    """Logs in, opens the dashboard, takes the picture; returns what is wrong with the page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(viewport={"width": width, "height": HEIGHT}, locale="zh-CN")
        foreign = watch(page, url)
        login(page, url, user, password)
        found = visit(page, url, picture)
        browser.close()
    return found + [f"asked another host: {host}" for host in sorted(foreign)]


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
    page.screenshot(path=str(picture), clip=_whole(page))
    return faults(page)


def _whole(page: Page) -> FloatRect:
    """From the top to where the last row ends: the page scrolls inside, so a tall window is cut to size."""
    boxes = [
        part.bounding_box() for part in page.locator(".dashboard-component-chart-holder, .dashboard-markdown").all()
    ]
    bottom = max((box["y"] + box["height"] for box in boxes if box), default=HEIGHT)
    width = page.evaluate("window.innerWidth")
    return {"x": 0, "y": 0, "width": width, "height": min(HEIGHT, bottom + 24)}


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
