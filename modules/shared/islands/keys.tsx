/**
 * Keys on every page, while nobody types: / goes to the search, the arrows to the previous and the next image or page.
 * Runs in the browser; the links and the field work without it.
 */
const TARGETS: Record<string, string> = {
  ArrowLeft: 'a[rel="prev"]',
  ArrowRight: 'a[rel="next"]',
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented || isTyping(event.target)) {
    return;
  }
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector<HTMLInputElement>("#search")?.select();
    return;
  }
  const target = TARGETS[event.key];
  if (target !== undefined) document.querySelector<HTMLAnchorElement>(target)?.click();
});

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement &&
    target.closest("input, textarea, select, summary, [contenteditable], [tabindex='0']") !== null;
}
