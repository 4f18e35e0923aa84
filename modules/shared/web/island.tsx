import type { ComponentChildren } from "preact";

export interface IslandProps<Props extends object> {
  /** The file name, without extension, of a module under modules/<slice>/islands/. */
  name: string;
  /** What the island needs in the browser, as JSON. Give limits here: an island that imports a schema carries all of zod. */
  props: Props;
  class?: string;
  /** What stands there until the script runs, and stays where scripts are off. */
  children?: ComponentChildren;
}

/** A part of a page that a script takes over in the browser; `mountIsland` is the other end. */
export function Island<Props extends object>({ name, props, class: classes, children }: IslandProps<Props>) {
  return (
    <>
      <div data-island={name} data-props={JSON.stringify(props)} class={classes}>{children}</div>
      <script type="module" src={`/static/islands/${name}.js`} />
    </>
  );
}
