/** What each key does, for the list that `?` opens and for /help/keys. Also runs in the browser. */
export const KEY_GROUPS: readonly [title: string, keys: [keys: string, does: string][]][] = [
  ["Everywhere", [
    ["/ or q", "search"],
    ["Left or a, Right or d", "the previous and the next image or page"],
    ["e", "to the field for tags"],
    ["g g, g t, g j, g h", "gallery, tags, jobs, history"],
    ["g s, g n", "how to search, a new crawl"],
    ["u or Ctrl+Z", "undo what was just done, while it is offered"],
    ["?", "this list"],
  ]],
  ["Gallery", [
    ["Arrows, Home, End", "from image to image"],
    ["Enter", "open"],
    ["Space", "select, or no longer"],
    ["Shift + arrows", "select on the way"],
    ["Ctrl+A, twice", "select the page, then everything that matches"],
    ["Esc", "select nothing"],
    ["Click, Ctrl or Shift + click, drag", "the same with a mouse; on a touch screen press long"],
  ]],
  ["Fields for tags and searches", [
    ["Down, Up", "through the suggestions"],
    ["Enter or Tab", "take the highlighted one"],
    ["Esc", "close them"],
    ["Enter", "add what is typed; -tag takes it off"],
    ["Ctrl+Enter", "apply the edit to everything selected"],
  ]],
  ["An image", [["1 to 5, 0", "rate it, or take the rating away"]]],
];

/** Opens the list in a dialog. Returns true, because the key was handled. */
export function openKeyHelp(): boolean {
  const dialog = document.createElement("dialog");
  dialog.className = "key-help";
  dialog.setAttribute("aria-labelledby", "key-help-title");
  const title = element("h2", "Keys");
  title.id = "key-help-title";
  const close = element("button", "Close");
  close.className = "button button-quiet button-small";
  close.addEventListener("click", () => dialog.close());
  const head = document.createElement("div");
  head.className = "flex items-center justify-between gap-4";
  head.append(title, close);
  dialog.append(head, ...KEY_GROUPS.flatMap(([name, keys]) => [element("h3", name), listOf(keys)]));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return true;
}

function listOf(keys: [keys: string, does: string][]): HTMLElement {
  const list = document.createElement("dl");
  for (const [key, does] of keys) {
    const term = document.createElement("dt");
    term.append(element("kbd", key));
    list.append(term, element("dd", does));
  }
  return list;
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, text: string): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
