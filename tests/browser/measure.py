"""What a phone pays for a page, as the browser itself counts it."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext

LAYOUT_SHIFT = """() => new Promise(resolve => {
  let total = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) total += entry.value; })
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => resolve(total), 200);
})"""
SMALL_TARGETS = """() => [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,summary')].filter(element => {
  const box = element.getBoundingClientRect();
  return box.width && box.height && (box.width < 24 || box.height < 24) && getComputedStyle(element).display !== 'inline';
}).map(element => element.outerHTML.slice(0, 120))"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Cost:
    """One cold visit."""

    status: int = 0
    requests: int = 0
    bytes: int = 0
    script_bytes: int = 0
    fonts: int = 0
    hosts: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    layout_shift: float = 0
    small_targets: list[str] = field(default_factory=list)
    overflow: int = 0
    html: str = ""


def visit(context: BrowserContext, url: str, *, cold: bool = True) -> Cost:
    """Open a page with an empty cache and count."""
    cost = Cost()
    page = context.new_page()
    session = context.new_cdp_session(page)
    kinds: dict[str, str] = {}

    def received(event: dict) -> None:
        address = event["response"]["url"]
        kinds[event["requestId"]] = event["type"]
        if not address.startswith("data:"):
            cost.requests += 1
            cost.hosts.add(urlsplit(address).hostname or "")

    def finished(event: dict) -> None:
        size = int(event["encodedDataLength"])
        cost.bytes += size
        kind = kinds.get(event["requestId"])
        cost.script_bytes += size if kind == "Script" else 0
        cost.fonts += kind == "Font"

    session.on("Network.responseReceived", received)
    session.on("Network.loadingFinished", finished)
    session.on("Network.loadingFailed", lambda event: cost.problems.append(event["errorText"]))
    session.send("Network.enable")
    if cold:
        session.send("Network.clearBrowserCache")
    page.on("console", lambda message: cost.problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: cost.problems.append(str(error)))
    response = page.goto(url, wait_until="networkidle")
    assert response is not None
    cost.status = response.status
    cost.html = response.text()
    cost.layout_shift = page.evaluate(LAYOUT_SHIFT)
    cost.small_targets = page.evaluate(SMALL_TARGETS)
    cost.overflow = page.evaluate(OVERFLOW)
    page.close()
    return cost
