import type { Graph, Import } from "./module_graph.ts";

/** The slices in the order of the arrows. A module imports only its own slice and later ones. */
const ORDER = [["main"], ["app"], ["search", "crawl"], ["images"], ["tags"], ["history"], ["tasks"], ["shared"]];

const DATABASE = /^modules\/shared\/database\/|repository[^/]*\.ts$|^npm:(pg|pg-boss|@electric-sql\/)/;
const STORAGE = /^modules\/images\/(storing\/(?!repository)|file_routes\.ts)/;
const NATIVE = /^npm:sharp$/;
const NETWORK = /^npm:undici$|^node:(net|http|https|http2|dgram|dns|tls)$/;
const PROCESSES = /^node:(child_process|cluster)$/;

interface Reach {
  from: RegExp;
  never: RegExp[];
  because: string;
}

/** The modules that an entry must not reach, directly or through others. */
const REACHES: readonly Reach[] = [
  {
    from: /^modules\/crawl\/worker\/worker\.ts$|^modules\/crawl\/crawlers\//,
    never: [DATABASE, STORAGE, NATIVE, PROCESSES],
    because: "the crawl worker talks to hostile sites: let it post a message, and let the main process do this",
  },
  {
    from: /^modules\/crawl\/host\.ts$/,
    never: [DATABASE, STORAGE, NATIVE, NETWORK],
    because: "the crawl host only relays and must never block: move this to the worker or to the main process",
  },
  {
    from: /^modules\/images\/inspect\/child\.ts$/,
    never: [DATABASE, STORAGE, NETWORK, PROCESSES],
    because: "native decoders run in the inspect child, so it has neither network nor database",
  },
  {
    from: /^main\.ts$|^modules\/app\/(crawl_command|verify)\/main\.ts$/,
    never: [NATIVE, /^npm:undici$/],
    because: "the main process loads no native code and opens no outbound connection: use the inspect pool or a crawl host",
  },
  {
    from: /\/islands\//,
    never: [DATABASE, STORAGE, /^node:/, /^npm:(?!preact$)/],
    because: "this runs in a browser and is sent to it: import types with `import type`, take limits as props",
  },
];

/** Returns forbidden imports, cycles and reached modules, as sentences that say what to do. */
export function graphFaults(graph: Graph): string[] {
  const cycles = new Set([...cycleFaults(graph), ...cycleFaults(folderGraph(graph))]);
  return [...arrowFaults(graph), ...cycles, ...reachFaults(graph)];
}

function arrowFaults(graph: Graph): string[] {
  const faults: string[] = [];
  for (const [path, imports] of graph) {
    const from = levelOf(path);
    if (from === -1) faults.push(`${path}: belongs to no known slice. Add its slice to ORDER in tests/support/module_rules.ts`);
    for (const { target } of imports) {
      const to = levelOf(target);
      if (!isOurs(target) || to > from || sliceOf(target) === sliceOf(path)) continue;
      faults.push(
        `${path}: imports ${target}, but imports run ${
          ORDER.map((slices) => slices.join(" and ")).join(" -> ")
        }. Move what both need into the later slice, or pass it as a parameter`,
      );
    }
  }
  return faults;
}

function levelOf(path: string): number {
  return ORDER.findIndex((slices) => slices.includes(sliceOf(path)));
}

function sliceOf(path: string): string {
  return path === "main.ts" ? "main" : path.split("/")[1] ?? "";
}

function isOurs(target: string): boolean {
  return target === "main.ts" || target.startsWith("modules/");
}

/** Returns one message per cycle. Imports of types do not count. */
function cycleFaults(graph: Graph): string[] {
  const faults: string[] = [];
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]) => {
    const at = trail.indexOf(path);
    if (at !== -1) {
      faults.push(`${[...trail.slice(at), path].join(" -> ")}: a cycle. Move what they share into a module of its own`);
      return;
    }
    if (finished.has(path)) return;
    for (const target of valueImports(graph, path)) visit(target, [...trail, path]);
    finished.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return faults;
}

/** Returns the graph with each folder of a slice as one module. Files in a slice's root stay modules of their own. */
function folderGraph(graph: Graph): Graph {
  const folders = new Map<string, Import[]>();
  for (const [path, imports] of graph) {
    const folder = folderOf(path);
    const others = imports.map((one) => ({ ...one, target: folderOf(one.target) })).filter(({ target }) => target !== folder);
    folders.set(folder, [...folders.get(folder) ?? [], ...others]);
  }
  return folders;
}

function folderOf(path: string): string {
  const [top, slice, folder, ...rest] = path.split("/");
  return top === "modules" && rest.length > 0 ? `${top}/${slice}/${folder}/` : path;
}

function reachFaults(graph: Graph): string[] {
  const faults: string[] = [];
  for (const path of graph.keys()) {
    for (const { from, never, because } of REACHES) {
      if (!from.test(path)) continue;
      for (const [target, trail] of reachedFrom(graph, path)) {
        if (never.some((forbidden) => forbidden.test(target))) faults.push(`${trail.join(" -> ")}: ${because}`);
      }
    }
  }
  return faults;
}

/** Returns all modules that a module loads, each with the shortest chain of imports to it. */
function reachedFrom(graph: Graph, root: string): Map<string, string[]> {
  const trails = new Map([[root, [root]]]);
  for (const [path, trail] of trails) {
    for (const target of valueImports(graph, path)) if (!trails.has(target)) trails.set(target, [...trail, target]);
  }
  return trails;
}

function valueImports(graph: Graph, path: string): string[] {
  return (graph.get(path) ?? []).filter(({ typeOnly }) => !typeOnly).map(({ target }) => target);
}
