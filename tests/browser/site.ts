import { png } from "./png.ts";

/** Text that runs as a script wherever somebody forgets to escape it. */
export const HOSTILE = `"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'onmouseover='window.hacked=1`;
export const IMAGES = 6;

export interface Site {
  url: string;
  /** `host:port`, to be allowed for crawling. */
  host: string;
  close(): Promise<void>;
}

/** A small website on loopback: two pages, six distinct images, one of them twice, one broken, one with hostile words round it. */
export function openSite(): Site {
  const pages: Record<string, string> = {
    "/": page(
      "Home",
      picture(1, "A first gradient") + picture(2, "A second gradient") + picture(3, HOSTILE) + `<a href="/more.html">More</a>`,
    ),
    "/more.html": page(
      HOSTILE,
      picture(4, "A fourth gradient") + picture(5, "") + picture(6, "A sixth gradient") + picture(7, "Broken") +
        picture(8, "The first again"),
    ),
  };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => answer(new URL(request.url).pathname, pages),
  );
  const host = `127.0.0.1:${server.addr.port}`;
  return { url: `http://${host}/`, host, close: () => server.shutdown() };
}

function answer(path: string, pages: Record<string, string>): Response {
  const body = pages[path];
  if (body !== undefined) return new Response(body, { headers: { "content-type": "text/html; charset=utf-8" } });
  const number = Number(/^\/image-(\d)\.png$/.exec(path)?.[1] ?? 0);
  if (number === 0) return new Response("There is no such page", { status: 404 });
  const image = number === 7 ? png(7).slice(0, 400) : png(number === 8 ? 1 : number);
  return new Response(image, { headers: { "content-type": "image/png" } });
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><title>${escape(title)}</title><body>${body}</body></html>`;
}

function picture(number: number, alt: string): string {
  return `<p><img src="/image-${number}.png" alt="${escape(alt)}"></p>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
