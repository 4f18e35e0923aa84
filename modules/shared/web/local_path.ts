/** A path on this server, whatever was asked for: never a way to another one. */
export function localPath(next: string): string {
  const base = "http://server.invalid";
  const url = URL.canParse(next, base) ? new URL(next, base) : new URL(base);
  return url.origin === base ? url.pathname.replace(/^\/+/, "/") + url.search : "/";
}

/** The same path with one parameter more, or changed. */
export function withParameter(path: string, name: string, value: string): string {
  const url = new URL(localPath(path), "http://server.invalid");
  url.searchParams.set(name, value);
  return url.pathname + url.search;
}
