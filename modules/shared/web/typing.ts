/** Whether the focused element uses the keys itself, so that they are not commands. Runs in the browser. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement &&
    target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], [tabindex='0']:not(.tile)") !== null;
}
