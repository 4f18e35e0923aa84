import { type ComponentType, h, render } from "preact";

/** Renders a component into every `<Island name>` of the page, with the island's props. Runs in the browser. */
export function mountIsland<Props extends object>(name: string, component: ComponentType<Props>): void {
  for (const element of document.querySelectorAll<HTMLElement>(`[data-island="${name}"]`)) {
    // The server wrote this attribute from props of the same type.
    const props = JSON.parse(element.dataset.props ?? "{}") as Props;
    // Emptied first, because Preact would reuse the server's forms, whose field names can hide the methods that it calls.
    element.replaceChildren();
    render(h(component, props), element);
  }
}
