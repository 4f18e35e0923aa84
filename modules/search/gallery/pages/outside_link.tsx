/** Makes a link only of http and https addresses, because an address from a crawled page may be a script. */
export function OutsideLink({ url }: { url: string }) {
  if (!/^https?:\/\//i.test(url)) return <span class="break-all">{url}</span>;
  return <a href={url} rel="noreferrer noopener nofollow" class="break-all">{url}</a>;
}
