/** Whether keys belong to what has the focus, so that they are no commands. Runs in the browser. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement &&
    target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], [tabindex='0']:not(.tile)") !== null;
}
