/** Serves a folder on loopback. It is a process of its own, so that its work is not counted as work of the crawl. */
import { extname, join } from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".jpeg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
  ".gif": "image/gif",
};

const [folder = "."] = Deno.args;

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  // The parent process reads the port from the first line.
  onListen: ({ port }) => void Deno.stdout.writeSync(new TextEncoder().encode(`${port}\n`)),
}, async (request) => {
  const { pathname } = new URL(request.url);
  const name = pathname === "/" ? "/0.html" : pathname;
  if (!/^\/[0-9]+\.[a-z]+$/.test(name)) return new Response(null, { status: 404 });
  try {
    const body = await Deno.readFile(join(folder, name));
    return new Response(body, { headers: { "content-type": TYPES[extname(name)] ?? "application/octet-stream" } });
  } catch {
    return new Response(null, { status: 404 });
  }
});
