import { tinyPng } from "./generated_site.ts";
import { bytes, html, openSite, type Site } from "./site.ts";

/** The content of the site, beside which its traps have no end. */
export const TOPICS = 300;
export const PHOTOS = 320;

const TOPICS_PER_LIST = 25;
const WORDS = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron", "inlet", "jetty"];
const FILTERS = WORDS.slice(0, 6);
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/**
 * Opens a site as forum and gallery programs make them: a forum with topics, and a gallery whose pages each show one photograph. Each
 * answer puts a new session into all links. Topics have orders, print views and reply forms; the calendars go on for ever.
 */
export async function openForumSite(): Promise<Site> {
  let visits = 0;
  return await openSite((_request, path) => {
    const { pathname, searchParams } = new URL(path, "http://site.test");
    visits += 1;
    const session = `${visits.toString(16).padStart(8, "0")}c0ffee0123456789abcdef00`;
    const number = (name: string) => Number(searchParams.get(name) ?? 0);
    const link = (to: string, text: string) => `<a href="${to}${to.includes("?") ? "&amp;" : "?"}sid=${session}">${text}</a>`;
    if (pathname.endsWith(".png")) return bytes(tinyPng(Number(/\d+/.exec(pathname)?.[0] ?? 0), 24));
    const body = bodyOf(pathname, number, link);
    return body === null ? new Response("not here", { status: 404 }) : html(body);
  });
}

type Link = (to: string, text: string) => string;

function bodyOf(path: string, number: (name: string) => number, link: Link): string | null {
  switch (path) {
    case "/":
      return `<h1>Board</h1>${link("/viewforum.php?f=2", "Forum")} ${link("/thumbnails.php?album=5&page=1", "Album")} ${
        link("/calendar.php?y=2024&m=5", "Calendar")
      } ${link("/events/2024/05/", "Events")} ${link("/shop?page=1", "Shop")}`;
    case "/viewforum.php":
      return forum(number("start"), link);
    case "/viewtopic.php":
      return topic(number("t"), link);
    case "/thumbnails.php":
      return album(number("page"), link);
    case "/displayimage.php":
      return photo(number("pos"), link);
    case "/calendar.php":
      return month(number("y"), number("m"), link, (year, month) => `/calendar.php?y=${year}&m=${month}`);
    case "/shop":
      return shop(number("page"), link);
  }
  const [, year, number_] = /^\/events\/(\d+)\/(\d+)\/$/.exec(path) ?? [];
  if (year === undefined) return null;
  // The picture has a new address in each month, and always the same bytes.
  const logo = `<img src="/logo.png?${year}-${number_}">`;
  return logo + month(Number(year), Number(number_), link, (y, m) => `/events/${y}/${String(m).padStart(2, "0")}/`);
}

function forum(start: number, link: Link): string {
  const topics = range(start + 1, Math.min(TOPICS, start + TOPICS_PER_LIST));
  const next = start + TOPICS_PER_LIST;
  return `<title>Forum</title>${topics.map((t) => `<li>${link(`/viewtopic.php?f=2&t=${t}`, `Topic ${t}`)}`).join("")}${
    next < TOPICS ? link(`/viewforum.php?f=2&start=${next}`, "Next") : ""
  }${["t", "a"].map((sort) => link(`/viewforum.php?f=2&start=${start}&sk=${sort}&sd=d`, "Sort")).join(" ")}`;
}

/** A topic says next to nothing: its number alone tells it from the others. */
function topic(t: number, link: Link): string {
  const at = `/viewtopic.php?f=2&t=${t}`;
  const variants = [`${at}&view=print`, `${at}&sk=t&sd=a`, `${at}&start=0`];
  return `<title>Topic ${t}</title><h1>Topic ${t}</h1><p>I agree. Thanks!</p>${
    variants.map((variant) => link(variant, "View")).join(" ")
  }${link("/viewforum.php?f=2", "Forum")}<p>Page made in 0.${t} seconds</p>`;
}

function album(page: number, link: Link): string {
  const photos = range(40 * (page - 1) + 1, 40 * page);
  return `<title>Album</title>${photos.map((at) => link(`/displayimage.php?album=5&pos=${at}`, `Photo ${at}`)).join(" ")}${
    40 * page < PHOTOS ? link(`/thumbnails.php?album=5&page=${page + 1}`, "Next") : ""
  }`;
}

function photo(at: number, link: Link): string {
  const next = at < PHOTOS ? link(`/displayimage.php?album=5&pos=${at + 1}`, "Next") : "";
  return `<title>Photo ${at}</title><img src="/albums/${at}.png" alt="${WORDS[at % 10]}">${next}${
    link(`/displayimage.php?album=5&pos=${at}&slideshow=5000`, "Slide show")
  }`;
}

function month(year: number, number: number, link: Link, path: (year: number, month: number) => string): string {
  const after = number >= 12 ? path(year + 1, 1) : path(year, number + 1);
  const before = number <= 1 ? path(year - 1, 12) : path(year, number - 1);
  return `<title>${MONTHS[number - 1]} ${year}</title>${range(1, 31).join(" ")} ${link(before, "Before")} ${
    link(after, "After")
  }`;
}

/** A list with filters, each of which may be combined with all others. */
function shop(page: number, link: Link): string {
  const filters = FILTERS.flatMap((one, index) =>
    FILTERS.slice(index + 1).map((other) => `/shop?page=${page}&${one}=1&${other}=2`)
  );
  return `<title>Shop</title>${link(`/shop?page=${page + 1}`, "More")} ${filters.map((to) => link(to, "Filter")).join(" ")}`;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
