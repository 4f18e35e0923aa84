import type { QueryWords } from "./random_query.ts";

/** Words that a grammar may read wrongly. */
export const AWKWARD_WORDS: QueryWords = {
  tags: [
    "boat",
    "fate_(series)",
    "re:zero",
    ":)",
    "a|b",
    "r&b",
    "a\\b(c)",
    "été",
    "🦊",
    "width>5",
    "x)",
    "12:30",
    "sea_",
    "a'b.c",
    "anything",
  ],
  hosts: ["example.org", "example.org:8080", "images.example.net", "xn--bcher-kva.example"],
  texts: ["Red boat", "any", "none", `say "hi"`, "a, b", "2*3", "back\\slash", "(one) two)", "a|b && c", "été 🦊"],
  addresses: ["https://example.org/a,b_(c).jpg?x=1&y=2", "http://example.org:8080/gallery/1"],
  hashes: { md5: ["0123456789abcdef0123456789abcdef"], sha256: ["0123456789abcdef".repeat(4)] },
  images: 50,
  jobs: 5,
};
