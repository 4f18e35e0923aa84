import { INVARIANTS } from "./invariants.ts";

const WIDTH = 120;
const INDENT = 7;

/** The text that `deno task verify --help` prints. */
export const HELP = `deno task verify [--repair]

Checks that nothing is lost in the data directory and its database. Without --repair it mends nothing: it only brings the
schema up to date, and makes the folders of the data directory that are missing. With the embedded database the server must
be stopped first. On a terminal, a line shows what is being checked.

  --repair   also mends what can be mended. A new job, which the server runs, reads pages again whose links were lost (I6);
             jobs that have ended stay as they are. Thumbnails (I4) are made again from their images. Nothing is mended
             while the database is damaged (DB).
  --help     shows this text.

What must hold:
${INVARIANTS.map(({ id, rule, about }) => entryOf(id, `${rule}. ${about}`)).join("\n")}

Exit status: 0 all invariants hold, 1 one is broken (also if its repair has begun), 2 it could not be checked.`;

/** Returns a name in the margin, with a text beside it in lines of at most `WIDTH` characters. */
function entryOf(id: string, text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (INDENT + line.length + word.length >= WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((line, index) => `${index === 0 ? `  ${id}`.padEnd(INDENT) : " ".repeat(INDENT)}${line}`).join(
    "\n",
  );
}
