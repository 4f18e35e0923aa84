import { z } from "zod";
import { ROOT, runDeno } from "./run_deno.ts";

export interface Import {
  /** A path from the project's folder, `npm:<package>` or `node:<name>`. */
  target: string;
  /** Whether only types are imported. Such an import does not exist at run time, so it loads no code and makes no cycle. */
  typeOnly: boolean;
}

/** The imports of each module, by its path. */
export type Graph = ReadonlyMap<string, readonly Import[]>;

const Resolved = z.object({ specifier: z.string().optional(), error: z.string().optional() });
const Info = z.object({
  modules: z.array(z.object({
    specifier: z.string(),
    error: z.string().optional(),
    dependencies: z.array(z.object({ specifier: z.string(), code: Resolved.optional(), type: Resolved.optional() })).default([]),
  })),
  redirects: z.record(z.string(), z.string()).default({}),
});
type Info = z.infer<typeof Info>;

/** Returns the graph of the modules that some entries load, as Deno resolves it. */
export async function readGraph(roots: readonly string[]): Promise<Graph> {
  const graph = new Map<string, Import[]>();
  for (const root of roots) {
    const { ok, output } = await runDeno(["info", "--json", "--quiet", root]);
    if (!ok) throw new Error(`deno info ${root} failed:\n${output}`);
    addTo(graph, Info.parse(JSON.parse(output)));
  }
  return graph;
}

function addTo(graph: Map<string, Import[]>, { modules, redirects }: Info): void {
  for (const { specifier, error, dependencies } of modules) {
    if (error !== undefined) throw new Error(`${specifier}: ${error}`);
    // JSON has no code and imports nothing.
    if (!specifier.startsWith(ROOT.href) || specifier.endsWith(".json")) continue;
    graph.set(
      nameOf(specifier),
      dependencies.flatMap(({ code, type }) => {
        const resolved = code?.specifier ?? type?.specifier;
        return resolved === undefined ? [] : [{ target: nameOf(redirects[resolved] ?? resolved), typeOnly: code === undefined }];
      }),
    );
  }
}

function nameOf(specifier: string): string {
  if (specifier.startsWith(ROOT.href)) return specifier.slice(ROOT.href.length);
  const npm = /^npm:\/?((?:@[^/]+\/)?[^@/]+)/.exec(specifier);
  return npm ? `npm:${npm[1]}` : specifier;
}
