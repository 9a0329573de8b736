"""Somebody without a mouse: goes on by Tab, presses Enter or the space bar, and must see where they are."""

from __future__ import annotations

from typing import Any

PARTS_OF_A_BOX = 6  # a day is typed in parts, and each of them is a stop
FURTHEST = 400  # presses of Tab on one page; more than the longest list has links
WHERE = """async goal => {
  const here = document.activeElement, style = getComputedStyle(here);
  const frame = () => new Promise(requestAnimationFrame);
  let box = here.getBoundingClientRect(), still = 0;
  for (let frames = 0; frames < 120 && still < 2; frames += 1) {  // the page may still be on its way to the focus
    await frame();
    const next = here.getBoundingClientRect();
    still = next.top === box.top && next.left === box.left ? still + 1 : 0;
    box = next;
  }
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  return {
    isGoal: here === goal,
    isNowhere: here === document.body,
    isShown: ring || style.boxShadow !== 'none',
    isInView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    isCovered: !(top && (here.contains(top) || top.contains(here) || top.closest('label')?.contains(here)
      || here.labels?.[0]?.contains(top))),
    name: here.tagName + ' ' + (here.name || here.innerText || '').slice(0, 30),
    over: top ? top.tagName + ' ' + top.className : '（没有）',
    where: [box.top, box.bottom, innerHeight].map(Math.round).join('/'),
  };
}"""


class Hands:
    """Drives the page of a window with the keyboard alone; `stops` counts where the focus was."""

    def __init__(self, window: Any) -> None:
        self.window, self.page, self.stops = window, window.page, 0

    def reach(self, selector: str) -> None:
        """Go on by Tab to the first element of a selector; every stop on the way must be seen, and none may hold."""
        goal = self.page.locator(selector).first.element_handle()
        last, held = None, 0
        for _ in range(FURTHEST):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate_handle("document.activeElement")
            found = self.page.evaluate(WHERE, goal)
            if not found["isNowhere"]:
                self.stops += 1
                assert found["isShown"], f"{self.page.url}：焦点看不见：{found['name']}"
                assert found["isInView"] and not found["isCovered"], (
                    f"{self.page.url}：被挡住：{found['name']}（{found['over']}，{found['where']}）"
                )
                held = held + 1 if last and self.page.evaluate("([a, b]) => a === b", [here, last]) else 0
                assert held < PARTS_OF_A_BOX, f"{self.page.url}：走不出去：{found['name']}"
                last = here
            if found["isGoal"]:
                return
        raise AssertionError(f"{self.page.url}：按{FURTHEST}次Tab走不到{selector}")

    def enter(self, selector: str) -> None:
        """Reach a link, a button or the head of a part that opens, and press Enter."""
        self.reach(selector)
        self.page.keyboard.press("Enter")

    def space(self, selector: str) -> None:
        """Reach a box or a button and press the space bar."""
        self.reach(selector)
        self.page.keyboard.press("Space")

    def write(self, selector: str, words: str) -> None:
        """Reach a box, type over what is in it."""
        self.reach(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def choose(self, selector: str, steps: int = 1) -> None:
        """Reach a list and take the entry so many steps below."""
        self.reach(selector)
        for _ in range(steps):
            self.page.keyboard.press("ArrowDown")

    def jump(self) -> None:
        """Leave the menus behind: the first stop of a page is the way to its content."""
        self.page.keyboard.press("Tab")
        assert self.page.evaluate("document.activeElement.className") == "skip"
        self.page.keyboard.press("Enter")
        assert self.page.evaluate("document.activeElement.id") == "main"

    def wait(self, selector: str, name: str) -> None:
        """Wait for what the deed brought, and look at the page."""
        self.page.wait_for_selector(selector)
        self.window.look(name)

    def stands_on_what_is_wrong(self) -> None:
        """After a refused form the focus is on the list of what to mend."""
        self.page.wait_for_selector(".summary:focus")
