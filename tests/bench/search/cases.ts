import type { Database } from "../../../modules/shared/database/handle.ts";
import { between, pick, type Random } from "../../support/random.ts";

/** A kind of search that is measured. `query` makes a search of the kind with random tags. */
export interface Case {
  name: string;
  /** True if the search is answered by tags and sites alone. Its page and its count must not take more than 10 ms. */
  ofTags: boolean;
  query: (random: Random, words: Words) => string;
  /**
   * The same search for other schemes, if they can answer it: the tags that an image must have, and those that it must not have.
   */
  tags?: (random: Random, words: Words) => { all: number[]; none: number[] };
}

/** Tags by the number of images that carry them. */
export interface Words {
  images: number;
  huge: NamedTag[];
  middle: NamedTag[];
  rare: NamedTag[];
  hosts: string[];
}

export interface NamedTag {
  id: number;
  name: string;
}

/** Huge tags are on more than a tenth of all images, middle ones on about a hundredth, and rare ones on about 20 images. */
export async function readWords(db: Database, images: number): Promise<Words> {
  const within = (least: number, most: number) =>
    db.query<NamedTag>("select id, name from tag where id > 2 and image_count between $1 and $2 order by id", [
      Math.floor(least),
      Math.ceil(most),
    ]);
  return {
    images,
    huge: await within(images / 10, images),
    middle: await within(images / 200, images / 50),
    rare: await within(Math.max(2, images / 100_000), images / 20_000),
    hosts: Array.from({ length: 40 }, (_, at) => `site${at}.test`),
  };
}

const two = (random: Random, { huge, rare }: Words) => [pick(random, huge), pick(random, rare)] as const;

export const CASES: readonly Case[] = [
  {
    name: "one tag, half of all images",
    ofTags: true,
    query: (random) => pick(random, ["left", "right"]),
    tags: (random) => ({ all: [pick(random, [1, 2])], none: [] }),
  },
  {
    name: "one tag, 1 %",
    ofTags: true,
    query: (random, { middle }) => pick(random, middle).name,
    tags: (random, { middle }) => ({ all: [pick(random, middle).id], none: [] }),
  },
  {
    name: "one rare tag",
    ofTags: true,
    query: (random, { rare }) => pick(random, rare).name,
    tags: (random, { rare }) => ({ all: [pick(random, rare).id], none: [] }),
  },
  {
    name: "huge AND huge, 29 hits (the trap)",
    ofTags: true,
    query: () => "left right",
    tags: () => ({ all: [1, 2], none: [] }),
  },
  {
    name: "huge AND rare",
    ofTags: true,
    query: (random, words) => two(random, words).map(({ name }) => name).join(" "),
    tags: (random, words) => ({ all: two(random, words).map(({ id }) => id), none: [] }),
  },
  {
    name: "middle AND middle",
    ofTags: true,
    query: (random, { middle }) => `${pick(random, middle).name} ${pick(random, middle).name}`,
    tags: (random, { middle }) => ({ all: [pick(random, middle).id, pick(random, middle).id], none: [] }),
  },
  {
    name: "huge NOT huge",
    ofTags: true,
    query: (random, { huge }) => `${pick(random, huge).name} -${pick(random, huge).name}`,
    tags: (random, { huge }) => ({ all: [pick(random, huge).id], none: [pick(random, huge).id] }),
  },
  {
    name: "four tags",
    ofTags: true,
    query: (random, { huge, middle }) =>
      `${pick(random, huge).name} ${pick(random, huge).name} ${pick(random, huge).name} ${pick(random, middle).name}`,
    tags: (random, { huge, middle }) => ({
      all: [pick(random, huge).id, pick(random, huge).id, pick(random, huge).id, pick(random, middle).id],
      none: [],
    }),
  },
  {
    name: "one OR another",
    ofTags: true,
    query: (random, { middle }) => `${pick(random, middle).name} or ${pick(random, middle).name}`,
  },
  {
    name: "groups",
    ofTags: true,
    query: (random, { huge, middle }) =>
      `(${pick(random, huge).name} or ${pick(random, middle).name}) -(${pick(random, huge).name} ${pick(random, middle).name})`,
  },
  { name: "prefix wildcard", ofTags: true, query: (random, { middle }) => `${pick(random, middle).name.slice(0, 4)}*` },
  { name: "site:", ofTags: true, query: (random, { hosts }) => `site:${pick(random, hosts)}` },
  {
    name: "site: AND tag",
    ofTags: true,
    query: (random, { hosts, huge }) => `site:${pick(random, hosts)} ${pick(random, huge).name}`,
  },
  { name: "order:id", ofTags: true, query: (random, { huge }) => `${pick(random, huge).name} order:id` },
  { name: "negation only", ofTags: true, query: (random, { huge }) => `-${pick(random, huge).name}` },
  { name: "nothing asked", ofTags: true, query: () => "" },
  { name: "is:untagged", ofTags: false, query: () => "is:untagged" },
  { name: "width:>1000", ofTags: false, query: (random) => `width:>${between(random, 300, 3_000)}` },
  {
    name: "width:>1000 order:filesize",
    ofTags: false,
    query: (random) => `width:>${between(random, 300, 3_000)} order:filesize`,
  },
  { name: "tag order:filesize_asc", ofTags: false, query: (random, { huge }) => `${pick(random, huge).name} order:filesize_asc` },
  { name: "order:mpixels", ofTags: false, query: (random, { middle }) => `${pick(random, middle).name} order:mpixels` },
  { name: "order:ratio", ofTags: false, query: (random, { huge }) => `${pick(random, huge).name} order:ratio` },
  { name: "order:date", ofTags: false, query: (random, { huge }) => `${pick(random, huge).name} order:date_asc` },
  { name: "order:tagcount", ofTags: false, query: (random, { huge }) => `${pick(random, huge).name} order:tagcount` },
  { name: "order:random", ofTags: false, query: (random, { huge }) => `${pick(random, huge).name} order:random` },
  { name: "tagcount:>20", ofTags: false, query: (random) => `tagcount:>${between(random, 5, 35)}` },
  { name: "ratio:16:9", ofTags: false, query: () => "ratio:16:9" },
  { name: "date:", ofTags: false, query: (random) => `date:2026-0${between(random, 1, 4)}` },
  { name: "similar:", ofTags: false, query: (random, { images }) => `similar:${between(random, 1, images)}` },
  { name: "alt:, a common word", ofTags: false, query: (random) => `alt:word${between(random, 1, 20)}` },
  { name: "alt:, a rare word", ofTags: false, query: (random) => `alt:word${between(random, 1_000, 1_900)}` },
  { name: "alt: with a tag of 1 %", ofTags: false, query: (random, { middle }) => `alt:word1 ${pick(random, middle).name}` },
  { name: "alt: that no image has", ofTags: false, query: () => "alt:unheard" },
];
