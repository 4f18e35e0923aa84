import ExifReader from "exifreader";
import { cutText, type Fields, fieldsOf, listOf } from "./metadata_fields.ts";

/**
 * Reads the metadata of an image's file as plain JSON: the facts that people search by, under fixed names, and every readable
 * field of EXIF, IPTC, XMP and PNG text as strings. Never throws, because an image with damaged metadata is still stored.
 */
export function readMetadata(bytes: Uint8Array<ArrayBuffer>, xmp?: string): Record<string, unknown> {
  const own = load(bytes);
  const packet = own.xmp ?? packetOf(xmp);
  const exif = fieldsOf(own.exif);
  const iptc = fieldsOf(own.iptc);
  const fields = fieldsOf(packet);
  const text = fieldsOf(own.pngText);
  return present({
    camera: cameraOf(exif),
    lens: exif.LensModel ?? fields.Lens,
    date: dateOf(exif.DateTimeOriginal ?? exif.DateTimeDigitized ?? exif.DateTime ?? fields.DateCreated ?? fields.CreateDate),
    gps: gpsOf(own.gps),
    copyright: exif.Copyright ?? iptc["Copyright Notice"] ?? fields.rights ?? text.Copyright,
    artist: exif.Artist ?? iptc["By-line"] ?? fields.creator ?? text.Author,
    title: iptc["Object Name"] ?? fields.title ?? text.Title,
    description: exif.ImageDescription ?? iptc["Caption/Abstract"] ?? fields.description ?? text.Description,
    keywords: keywordsOf(own.iptc, packet),
    exif,
    iptc,
    xmp: fields,
    text,
  });
}

/** Reads a bare XMP packet. exifreader does not look for XMP in a PNG, but reads a packet that has the packet's header. */
function packetOf(xmp: string | undefined): ExifReader.ExpandedTags["xmp"] {
  if (!xmp) return undefined;
  const marked = xmp.startsWith("<?xpacket") ? xmp : `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>${xmp}`;
  return load(new TextEncoder().encode(marked)).xmp;
}

function load(bytes: Uint8Array<ArrayBuffer>): ExifReader.ExpandedTags {
  try {
    const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
    return ExifReader.load(whole, { expanded: true });
  } catch {
    // An image with broken metadata is stored without them.
    return {};
  }
}

/** Joins make and model, unless the model begins with the make: "Canon" and "Canon EOS 5D", but "NIKON" and "D90". */
function cameraOf({ Make: make, Model: model }: Fields): string | undefined {
  if (!make || !model) return model ?? make;
  return model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`;
}

/** Converts EXIF's `2024:05:06 07:08:09` to ISO 8601 without a zone, because both are in the camera's time zone. */
function dateOf(text: string | undefined): string | undefined {
  const match = /^(\d{4})[:-](\d{2})[:-](\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2})?))?/.exec(text ?? "");
  if (!match || match[1] === "0000") return undefined;
  const [, year, month, day, time] = match;
  return `${year}-${month}-${day}${time ? `T${time}` : ""}`;
}

function gpsOf(gps: ExifReader.ExpandedTags["gps"]): Record<string, number> | undefined {
  const latitude = within(gps?.Latitude, 90);
  const longitude = within(gps?.Longitude, 180);
  if (latitude === undefined || longitude === undefined) return undefined;
  const altitude = within(gps?.Altitude, 100_000);
  return { latitude, longitude, ...(altitude === undefined ? {} : { altitude }) };
}

function within(value: unknown, bound: number): number | undefined {
  return typeof value === "number" && Math.abs(value) <= bound ? value : undefined;
}

function keywordsOf(iptc: unknown, xmp: unknown): string[] | undefined {
  const words = [...listOf(iptc, "Keywords"), ...listOf(xmp, "subject")].map((word) => cutText(word, 200));
  const distinct = [...new Set(words)].filter((word) => word !== "").slice(0, 200);
  return distinct.length > 0 ? distinct : undefined;
}

function present(record: Record<string, unknown>): Record<string, unknown> {
  const isEmpty = (value: unknown) =>
    value === undefined || value === "" || (typeof value === "object" && Object.keys(value ?? {}).length === 0);
  return Object.fromEntries(Object.entries(record).filter(([, value]) => !isEmpty(value)));
}
