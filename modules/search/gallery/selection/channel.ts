/**
 * Between the grid, which knows what is selected, and the bar, which acts on it: scripts of their own, so that each stays small.
 * Runs in the browser.
 */
export interface SelectionView {
  ids: number[];
  /** Everything that matches the query, on whatever page. */
  everything: boolean;
  /** How many tiles the page has, and how many of them are selected. */
  pageSize: number;
  onPage: number;
}

/** `more`: the page, then everything that matches; `tell`: say again what is selected. */
export type SelectionCommand = "more" | "clear" | "tell";

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
