/** Simple site crawlers that do harm on page 1 of a section. */
export const CRAWLERS: Readonly<Record<string, string>> = {
  throws: crawler("throws", `throw new Error("I do not like this page");`),
  leaves: crawler("leaves", "Deno.exit();"),
  hoards: crawler("hoards", "const hoard = []; for (;;) hoard.push(new Array(1e6).fill(0.1 + hoard.length));"),
  spins: crawler("spins", "for (;;);"),
};

function crawler(name: string, harm: string): string {
  return `export default {
    name: "${name}",
    async discover(page: { url: string; text: AsyncIterable<string> }, context: { found(link: object): void }) {
      let text = "";
      for await (const piece of page.text) text += piece;
      if (page.url.endsWith("/p/1")) { ${harm} }
      for (const [, url] of text.matchAll(/(?:href|src)="([^"]+)"/g)) {
        context.found({ url, kind: url.endsWith(".png") ? "image" : "page", reference: "found" });
      }
    },
  };`;
}
