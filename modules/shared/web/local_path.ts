/** Returns the path and query of an address. The result is always on this server, so that nobody is redirected to another one. */
export function localPath(next: string): string {
  const base = "http://server.invalid";
  const url = URL.canParse(next, base) ? new URL(next, base) : new URL(base);
  return url.origin === base ? url.pathname.replace(/^\/+/, "/") + url.search : "/";
}

/** Returns the path with one parameter added or replaced. */
export function withParameter(path: string, name: string, value: string): string {
  const url = new URL(localPath(path), "http://server.invalid");
  url.searchParams.set(name, value);
  return url.pathname + url.search;
}
