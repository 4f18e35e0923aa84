import { type ComponentType, h, render } from "preact";

/** Runs in the browser: renders a component in the place of every `<Island name>` of the page, with the props it was given. */
export function mountIsland<Props extends object>(name: string, component: ComponentType<Props>): void {
  for (const place of document.querySelectorAll<HTMLElement>(`[data-island="${name}"]`)) {
    // The server wrote this attribute from props of the same type.
    const props = JSON.parse(place.dataset.props ?? "{}") as Props;
    // Emptied first: Preact would adopt the server's forms, whose field names can hide the methods that it calls.
    place.replaceChildren();
    render(h(component, props), place);
  }
}
