/**
 * The grid holds the selection, and the bar acts on it. They are separate scripts, which exchange events of the document. Runs in
 * the browser.
 */
export interface SelectionView {
  ids: number[];
  /** True if everything that matches the query is selected, on any page. */
  everything: boolean;
  /** Number of tiles of the page, and how many of them are selected. */
  pageSize: number;
  onPage: number;
}

/** `more` selects the page, then everything that matches; `announce` makes the grid announce the selection again. */
export type SelectionCommand = "more" | "clear" | "announce";

const VIEW = "selection-view";
const COMMAND = "selection-command";

export function announceSelection(view: SelectionView): void {
  document.dispatchEvent(new CustomEvent<SelectionView>(VIEW, { detail: view }));
}

export function watchSelection(callback: (view: SelectionView) => void): () => void {
  return watch(VIEW, callback);
}

export function commandSelection(command: SelectionCommand): void {
  document.dispatchEvent(new CustomEvent<SelectionCommand>(COMMAND, { detail: command }));
}

export function watchCommands(callback: (command: SelectionCommand) => void): () => void {
  return watch(COMMAND, callback);
}

function watch<Detail>(name: string, callback: (detail: Detail) => void): () => void {
  const listen = (event: Event) => {
    if (event instanceof CustomEvent) callback(event.detail);
  };
  document.addEventListener(name, listen);
  return () => document.removeEventListener(name, listen);
}
