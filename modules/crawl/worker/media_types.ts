const HTML = ["text/html", "application/xhtml+xml"];
const XML = /^(?:application|text)\/(?:xml|[a-z0-9.-]+\+xml)$/;
/** Types that name no type (MIME Sniffing Standard, 7), and those that servers send so that a browser saves a file. */
const UNKNOWN =
  /^(?:|(?:unknown|application)\/unknown|(?:application|binary)\/(?:x-)?octet-?stream|application\/(?:x-)?(?:force-?)?download|application\/(?:x-)?(?:file|save|msdownload))$/;

export function isHtml(mediaType: string): boolean {
  return HTML.includes(mediaType);
}

export function isXml(mediaType: string): boolean {
  return XML.test(mediaType) && !isHtml(mediaType);
}

/** Whether a media type says nothing about the content, so that the bytes decide. */
export function isUnknown(mediaType: string): boolean {
  return UNKNOWN.test(mediaType);
}
