import assert from "node:assert/strict";
import { readMetadata } from "../../../modules/images/inspect/metadata.ts";
import { readHeader } from "../../../modules/images/inspect/decode.ts";
import { picture } from "../../support/pictures.ts";

const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:subject><rdf:Bag><rdf:li>harbour</rdf:li><rdf:li>Zürich</rdf:li></rdf:Bag></dc:subject>
<dc:creator><rdf:Seq><rdf:li>Ann</rdf:li></rdf:Seq></dc:creator>
</rdf:Description></rdf:RDF></x:xmpmeta>`;

const EXIF = {
  IFD0: { Make: "Canon", Model: "Canon EOS 5D", Copyright: "2024 Bob", ImageDescription: "A harbour" },
  IFD2: { DateTimeOriginal: "2024:05:06 07:08:09" },
  IFD3: { GPSLatitudeRef: "N", GPSLatitude: "47/1 22/1 30/1", GPSLongitudeRef: "W", GPSLongitude: "8/1 30/1 0/1" },
};

for (const format of ["jpeg", "png", "webp", "avif"] as const) {
  Deno.test(`the facts in a ${format}'s EXIF and XMP are read under fixed names`, async () => {
    const bytes = await picture(1, { width: 80, height: 60 }).withExif(EXIF).withXmp(XMP).toFormat(format).toBuffer();
    const metadata = readMetadata(new Uint8Array(bytes), (await readHeader(bytes)).xmp);
    const { camera, date, gps, copyright, artist, description, keywords } = metadata;
    assert.deepEqual({ camera, date, gps, copyright, artist, description, keywords }, {
      camera: "Canon EOS 5D",
      date: "2024-05-06T07:08:09",
      gps: { latitude: 47.375, longitude: -8.5 },
      copyright: "2024 Bob",
      artist: "Ann",
      description: "A harbour",
      keywords: ["harbour", "Zürich"],
    });
    assert.equal((metadata.exif as Record<string, string>).Model, "Canon EOS 5D");
  });
}

Deno.test("metadata holds nothing that the database refuses, and no more than a bounded amount of it", async () => {
  const items = Array.from({ length: 5_000 }, (_, index) => `<rdf:li>word ${index} ${"x".repeat(300)}\ud800</rdf:li>`).join("");
  const xmp = XMP.replace("<rdf:li>harbour</rdf:li>", items);
  const plain = await picture(1, { width: 80, height: 60 }).jpeg().toBuffer();
  const metadata = readMetadata(new Uint8Array(plain), xmp);
  const text = JSON.stringify(metadata);
  assert.ok(text.length > 1_000 && text.length < 100_000, String(text.length));
  assert.ok(text.isWellFormed() && !text.includes("\\u0000"));
  assert.equal((metadata.keywords as string[]).length, 200);
});

Deno.test("metadata holds no character that steers a terminal or turns the writing direction", async () => {
  const exif = { IFD0: { ...EXIF.IFD0, ImageDescription: "\x1b[31mred" } };
  const xmp = XMP.replace("harbour", "har\u202ebour").replace("Ann", "Ann\u2069");
  const bytes = await picture(1, { width: 80, height: 60 }).withExif(exif).withXmp(xmp).jpeg().toBuffer();
  const metadata = readMetadata(new Uint8Array(bytes), (await readHeader(bytes)).xmp);
  assert.deepEqual([metadata.description, metadata.copyright, metadata.artist, metadata.keywords], [
    "[31mred",
    "2024 Bob",
    "Ann",
    ["harbour", "Zürich"],
  ]);
});

Deno.test("damaged metadata is dropped, and the image is described without it", async () => {
  const bytes = new Uint8Array(await picture(1, { width: 80, height: 60 }).jpeg().toBuffer());
  assert.deepEqual(readMetadata(bytes, "<x:xmpmeta><unclosed"), {});
  assert.deepEqual(readMetadata(new Uint8Array([1, 2, 3])), {});
});
