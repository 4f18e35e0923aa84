import assert from "node:assert/strict";
import { progressLine } from "../../../modules/app/verify/progress.ts";

function lineAt(terminal: boolean) {
  const clock = { now: 0 };
  const written: string[] = [];
  const line = progressLine({ terminal, write: (text) => void written.push(text), now: () => clock.now });
  return { clock, written, ...line };
}

Deno.test("a progress line is redrawn in place, with the rate and the time left as soon as they are known", () => {
  const { clock, written, show, clear } = lineAt(true);
  show("I5, counters of jobs");
  show("I1, files", 0, 2_000);
  clock.now = 50;
  show("I1, files", 20, 2_000);
  clock.now = 2_000;
  show("I1, files", 500, 2_000);
  show("I2, more", 0);
  clock.now = 4_000;
  show("I2, more", 9);
  clear();
  assert.deepEqual(written, [
    "\r\x1b[KI5, counters of jobs",
    "\r\x1b[KI1, files  0 of 2000",
    "\r\x1b[KI1, files  500 of 2000  250/s  00:06 left",
    "\r\x1b[KI2, more  0",
    "\r\x1b[KI2, more  9  4.5/s",
    "\r\x1b[K",
  ]);
});

Deno.test("no progress is written if the output is not a terminal", () => {
  const { written, show, clear } = lineAt(false);
  show("I1, files", 1, 2);
  clear();
  assert.deepEqual(written, []);
});
