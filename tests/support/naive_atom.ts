import type {
  Atom,
  HasFlag,
  IsFlag,
  NumberField,
  NumberRange,
  TextField,
  TimeField,
  Values,
} from "../../modules/search/grammar/ast.ts";
import type { NaiveImage, NaiveLibrary, NaiveSource } from "./naive_search.ts";

/** Whether an image matches one atom, decided in the simplest way. */
export function fits(atom: Atom, image: NaiveImage, library: NaiveLibrary): boolean {
  switch (atom.kind) {
    case "tag":
      return image.tags.includes(library.aliases.get(atom.name) ?? atom.name);
    case "wildcard":
      return image.tags.some((tag) => namesOf(tag, library).some((name) => fitsPieces(name, atom.pattern.split("*"))));
    case "number":
      return fitsNumber(atom.values, numberOf(image, atom.field), atom.field === "tagcount" ? 0 : null);
    case "time":
      return timesOf(image, atom.field).some((time) =>
        atom.ranges.some(({ from, to }) => (from === null || time >= from) && (to === null || time < to))
      );
    case "text":
      return fitsValues(atom.values, textsOf(image, atom.field).filter((text) => text !== ""), (text, { pieces }) => {
        return fitsPieces(text.toLowerCase(), pieces.map((piece) => piece.toLowerCase()));
      });
    case "hash":
      return atom.hashes.includes(image[atom.field]);
    case "filetype":
      return atom.extensions.includes(image.extension);
    case "site":
      return image.sources.flatMap(hostsOf).some((host) => atom.hosts.some((pattern) => fitsPieces(host, pattern.split("*"))));
    case "job":
      return fitsValues(atom.ids, image.sources.flatMap(({ jobId }) => jobId ?? []), (job, id) => job === id);
    case "found":
      return fitsValues(atom.kinds, image.sources.map(({ kind }) => kind), (kind, wanted) => kind === wanted);
    case "is":
      return IS[atom.flag](image);
    case "has":
      return HAS[atom.flag](image);
    case "similar":
      return image.id === atom.id || distance(image, library.images.find(({ id }) => id === atom.id)) <= atom.distance;
  }
}

function namesOf(tag: string, { aliases }: NaiveLibrary): string[] {
  return [tag, ...[...aliases].filter(([, target]) => target === tag).map(([alias]) => alias)];
}

/** Whether the text consists of the pieces, in their order, with anything between them. */
export function fitsPieces(text: string, pieces: string[]): boolean {
  const pattern = pieces.map((piece) => piece.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join(".*");
  return new RegExp(`^${pattern}$`, "su").test(text);
}

function fitsValues<Own, Value>(values: Values<Value>, own: Own[], test: (own: Own, value: Value) => boolean): boolean {
  if (values.kind !== "list") return (own.length > 0) === (values.kind === "any");
  return own.some((one) => values.list.some((value) => test(one, value)));
}

/** Compares a number. `empty` is a value that counts as missing, like null. */
function fitsNumber(values: Values<NumberRange>, value: number | null, empty: number | null): boolean {
  if (values.kind !== "list") return (value !== null && value !== empty) === (values.kind === "any");
  return value !== null &&
    values.list.some(({ min, max, minExcluded, maxExcluded }) =>
      (min === null || (minExcluded ? value > min : value >= min)) && (max === null || (maxExcluded ? value < max : value <= max))
    );
}

export function numberOf(image: NaiveImage, field: NumberField): number | null {
  const { width, height } = image;
  const isKnown = width !== null && height !== null;
  switch (field) {
    case "mpixels":
      return isKnown ? width * height / 1e6 : null;
    case "ratio":
      return isKnown ? width / height : null;
    case "filesize":
      return image.bytes;
    case "tagcount":
      return image.tags.length;
    case "sources":
      return image.sources.length;
    default:
      return image[field];
  }
}

export function timesOf(image: NaiveImage, field: TimeField): number[] {
  const { date } = image.metadata;
  if (field === "created") return [image.createdAt.getTime()];
  if (field === "crawled") return image.sources.map(({ seenAt }) => seenAt.getTime());
  return date ? [Date.parse(`${date.includes("T") ? date : `${date}T00:00`}Z`)] : [];
}

const SOURCE_TEXTS: Record<Exclude<TextField, "note" | "camera" | "lens" | "keyword">, (source: NaiveSource) => string | null> = {
  alt: ({ alt }) => alt,
  title: ({ title }) => title,
  caption: ({ caption }) => caption,
  heading: ({ heading }) => heading,
  linktext: ({ linkText }) => linkText,
  pagetitle: ({ pageTitle }) => pageTitle,
  page: ({ pageUrl }) => pageUrl,
  url: ({ imageUrl }) => imageUrl,
  creator: ({ creator }) => creator,
  licence: ({ licence }) => licence,
  language: ({ language }) => language,
};

function textsOf({ note, metadata, sources }: NaiveImage, field: TextField): string[] {
  switch (field) {
    case "note":
      return [note];
    case "camera":
    case "lens":
      return [metadata[field] ?? ""];
    case "keyword":
      return sources.flatMap(({ keywords }) => keywords);
    default:
      return sources.flatMap((source) => SOURCE_TEXTS[field](source) ?? []);
  }
}

/** Returns `host:port` and `host` of the page and of the image itself. */
function hostsOf({ pageUrl, imageUrl }: NaiveSource): string[] {
  return [pageUrl, imageUrl].flatMap((url) => {
    const authority = url?.split("/")[2] ?? "";
    return authority === "" ? [] : [authority, authority.replace(/:\d+$/, "")];
  });
}

const IS: Record<IsFlag, (image: NaiveImage) => boolean> = {
  animated: ({ frames }) => (frames ?? 0) > 1,
  duplicate: ({ sources }) => new Set(sources.map(({ imageUrl }) => imageUrl)).size > 1,
  trashed: ({ isTrashed }) => isTrashed,
  untagged: ({ tags }) => tags.length === 0,
  undecoded: ({ undecoded }) => undecoded,
  landscape: ({ width, height }) => width !== null && height !== null && width > height,
  portrait: ({ width, height }) => width !== null && height !== null && width < height,
  square: ({ width, height }) => width !== null && width === height,
};

const anySource = (read: (source: NaiveSource) => string | null) => ({ sources }: NaiveImage) =>
  sources.some((one) => !!read(one));

const HAS: Record<HasFlag, (image: NaiveImage) => boolean> = {
  tags: ({ tags }) => tags.length > 0,
  note: ({ note }) => note !== "",
  rating: ({ rating }) => rating !== null,
  exif: ({ metadata }) => metadata.exif !== undefined,
  iptc: ({ metadata }) => metadata.iptc !== undefined,
  xmp: ({ metadata }) => metadata.xmp !== undefined,
  gps: ({ metadata }) => metadata.gps !== undefined,
  camera: ({ metadata }) => !!metadata.camera,
  taken: ({ metadata }) => !!metadata.date,
  thumbnail: ({ hasThumbnail }) => hasThumbnail,
  variants: ({ variants }) => variants > 0,
  page: anySource(({ pageUrl }) => pageUrl),
  alt: anySource(({ alt }) => alt),
  title: anySource(({ title }) => title),
  caption: anySource(({ caption }) => caption),
  creator: anySource(({ creator }) => creator),
  licence: anySource(({ licence }) => licence),
  keywords: ({ sources }) => sources.some(({ keywords }) => keywords.length > 0),
};

function distance(image: NaiveImage, other: NaiveImage | undefined): number {
  if (!image.phash || !other?.phash) return Infinity;
  const differing = BigInt(`0x${image.phash}`) ^ BigInt(`0x${other.phash}`);
  return differing.toString(2).replaceAll("0", "").length;
}
