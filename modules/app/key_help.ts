/** Lists what each key does. `?` opens the list, and /help/keys shows it. This file also runs in the browser. */
export const KEY_GROUPS: readonly [title: string, keys: [keys: string, does: string][]][] = [
  ["Everywhere", [
    ["/ or q", "search"],
    ["Left or a, Right or d", "previous or next image or page"],
    ["e", "go to the field for tags"],
    ["g g, g t, g j, g h", "open gallery, tags, jobs, history"],
    ["g s, g n", "open the help for searches, a new crawl"],
    ["u or Ctrl+Z", "undo the latest operation, while this is offered"],
    ["?", "this list"],
  ]],
  ["Gallery", [
    ["Arrows, Home, End", "move between images"],
    ["Enter", "open the image"],
    ["Space", "select or deselect the image"],
    ["Shift + arrows", "extend the selection"],
    ["Ctrl+A, twice", "select the page, then all images that match"],
    ["Esc", "clear the selection"],
    ["Click, Ctrl or Shift + click, drag", "select with a mouse; on a touch screen, press and hold"],
  ]],
  ["Fields for tags and searches", [
    ["Down, Up", "move through the completions"],
    ["Enter or Tab", "insert the highlighted completion"],
    ["Esc", "close the completions"],
    ["Enter", "add the typed tags; -tag removes a tag"],
    ["Ctrl+Enter", "apply the changes to all selected images"],
  ]],
  ["An image", [["1 to 5, 0", "rate it, or remove the rating"]]],
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
