import type { KnownWords } from "./known_words.ts";
import { readPageText } from "./page_text.ts";

/** Counts what a page says that no page of the job before it said. */
export interface PageWords {
  write(text: string): void;
  /** Returns how many words without a digit are new, and how many numbers in titles and headings are. */
  end(): { words: number; numbers: number };
}

/** The most characters of a page that are looked at. */
const LENGTH = 1_000_000;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const NUMBER = /\p{N}/u;
/** The same words and numbers in a text of ASCII alone, as most texts are, in half of the time. */
const ASCII = { text: /^[\s!-~]*$/, word: /[a-z0-9]+/g, number: /[0-9]/ };
/** Numbers that are years are not counted: a calendar without end has a new one on every twelfth page. */
const YEAR = /^(?:19|20|21)\d\d$/;
const OFFSET = 0x811c9dc5;

export function createPageWords(known: KnownWords): PageWords {
  const parts: string[] = [];
  let length = 0;
  return {
    write: (text) => {
      if (length < LENGTH) parts.push(text.slice(0, LENGTH - length));
      length += text.length;
    },
    end: () => {
      const fresh = { words: 0, numbers: 0 };
      let before = OFFSET;
      readPageText(parts.join(""), (text, { link, heading }) => {
        const isAscii = ASCII.text.test(text);
        for (const word of text.toLowerCase().match(isAscii ? ASCII.word : WORD) ?? []) {
          if (!(isAscii ? ASCII.number : NUMBER).test(word)) {
            before = hashOf(word, OFFSET);
            if (known.add(link ? ~before : before)) fresh.words += 1;
          } else if (heading && !link && !YEAR.test(word)) {
            // A number counts with the word before it: "topic 17" is new even if "photo 17" is known.
            if (known.add(hashOf(word, before))) fresh.numbers += 1;
          }
        }
      });
      return fresh;
    },
  };
}

/** FNV-1a, 32 bits. */
function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
