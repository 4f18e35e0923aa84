import type { ComponentChildren } from "preact";

export interface IslandProps<Props extends object> {
  /** The file name, without extension, of a module under modules/<slice>/islands/. */
  name: string;
  /** What the island needs in the browser, as JSON. Pass limits here, because an island that imports a schema includes all of zod. */
  props: Props;
  class?: string;
  /** Shown until the script runs, and for good in browsers without scripts. */
  children?: ComponentChildren;
}

/** A part of a page that a script takes over in the browser by `mountIsland()`. */
export function Island<Props extends object>({ name, props, class: classes, children }: IslandProps<Props>) {
  return (
    <>
      <div data-island={name} data-props={JSON.stringify(props)} class={classes}>{children}</div>
      <script type="module" src={`/static/islands/${name}.js`} />
    </>
  );
}
