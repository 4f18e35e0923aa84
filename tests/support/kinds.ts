import { type Kind, KINDS, type Paths, TRAPS } from "./kinds_table.ts";

/** An answer of the fixture site. Images are not included, so that each test can choose their bytes. */
export interface KindsAnswer {
  type: string;
  body: string;
  headers: Record<string, string>;
}

const TYPES: Record<string, string> = {
  html: "text/html; charset=utf-8",
  css: "text/css",
  js: "text/javascript",
  webmanifest: "application/manifest+json",
  rss: "application/rss+xml",
  atom: "application/atom+xml",
  json: "application/feed+json",
  xml: "application/xml",
};

/** The names of all kinds. Each has a page at `/kinds/<name>.html` and an image at `/img/<name>.png`. */
export const KIND_NAMES: readonly string[] = Object.keys(KINDS);
export const TRAP_NAMES: readonly string[] = Object.keys(TRAPS);
/** Two pages that have all kinds and all traps, with images of their own at `/mix-1/img/<name>.png`. */
export const MIXED_PAGES: readonly string[] = ["/mix-1.html", "/mix-2.html"];

/** All paths of the site except images: pages, style sheets, feeds, manifests and sitemaps. `/` links to all pages. */
export function kindsRoutes(): Map<string, KindsAnswer> {
  const routes = new Map<string, KindsAnswer>();
  for (const [name, kind] of Object.entries(KINDS)) {
    addPage(routes, `/kinds/${name}.html`, [[kind, pathsOf("", name)]]);
  }
  for (const [name, trap] of Object.entries(TRAPS)) addPage(routes, `/traps/${name}.html`, [[trap, pathsOfTrap(name)]]);
  MIXED_PAGES.forEach((path, index) => addPage(routes, path, mixed(`/mix-${index + 1}`, index === 1)));
  const links = [...routes.keys()].filter((path) => /^\/(?:kinds\/[^/]+|traps\/[^/]+|mix-\d)\.html$/.test(path));
  routes.set("/", answer("index.html", links.map((path) => `<a href="${path}">${path}</a>\n`).join("")));
  return routes;
}

/** The paths of the images that must be fetched: one per kind, and one per kind on each mixed page. */
export function expectedImages(): string[] {
  return (["", "/mix-1", "/mix-2"] as const).flatMap((root) => KIND_NAMES.map((name) => imageOf(root, name)));
}

export function imageOf(root: "" | "/mix-1" | "/mix-2", name: string): string {
  return pathsOf(root, name).image;
}

/** The paths that must never be requested. */
export function trapPaths(): string[] {
  return [...TRAP_NAMES.map((name) => pathsOfTrap(name).image), "/trap/spacer.gif"];
}

/** The paths of smaller candidates of expected images, which exist but are not fetched if only the largest is wanted. */
export function isVariantPath(path: string): boolean {
  return /^(?:\/mix-\d)?\/small\//.test(path);
}

/** Whether the site has an image at a path. */
export function isImagePath(path: string): boolean {
  return /^(?:\/mix-\d)?\/(?:img|small)\/[a-z-]+\.png$|^\/trap\/[a-z-]+\.(?:png|gif)$/.test(path);
}

function pathsOf(root: string, name: string): Paths {
  return {
    image: `${root}/img/${name}.png`,
    small: `${root}/small/${name}.png`,
    file: (file) => `${root}/kinds/${name}/${file}`,
  };
}

function pathsOfTrap(name: string): Paths {
  return { image: `/trap/${name}.png`, small: `/trap/${name}.png`, file: (file) => `/traps/${name}/${file}` };
}

/**
 * Returns the kinds of a mixed page. The second page has the opposite order, so that effects of one kind on the next are seen.
 */
function mixed(root: string, reverse: boolean): [Kind, Paths][] {
  const kinds = Object.entries(KINDS).map(([name, kind]): [Kind, Paths] => [kind, pathsOf(root, name)]);
  const traps = Object.entries(TRAPS).map(([name, trap]): [Kind, Paths] => [trap, pathsOfTrap(name)]);
  const all = [...kinds, ...traps];
  return reverse ? all.reverse() : all;
}

function addPage(routes: Map<string, KindsAnswer>, path: string, parts: [Kind, Paths][]): void {
  const head = parts.map(([kind, paths]) => kind.head?.(paths) ?? "").join("\n");
  const body = parts.map(([kind, paths]) => kind.body?.(paths) ?? "").join("\n");
  const links = parts.flatMap(([kind, paths]) => kind.headers?.(paths)["link"] ?? []);
  const title = parts.length === 1 && head.includes("<title>") ? "" : "<title>Kinds</title>";
  const text = `<!doctype html><html lang="en"><head>${title}\n${head}\n</head><body>\n${body}\n</body></html>`;
  routes.set(path, { ...answer(path, text), headers: links.length > 0 ? { link: links.join(", ") } : {} });
  for (const [kind, paths] of parts) {
    for (const [file, content] of Object.entries(kind.files?.(paths) ?? {})) routes.set(paths.file(file), answer(file, content));
  }
}

function answer(path: string, body: string): KindsAnswer {
  return { type: TYPES[path.slice(path.lastIndexOf(".") + 1)] ?? "text/plain", body, headers: {} };
}
