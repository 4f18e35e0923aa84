import assert from "node:assert/strict";
import { findChromium, openChromium, saySkipped } from "./chromium.ts";
import { BY_KEYBOARD } from "./by_keyboard.ts";
import { BY_MOUSE } from "./by_mouse.ts";
import { startProgram } from "./program.ts";
import { IMAGES } from "./library.ts";
import { nameOf, type Stage } from "./stage.ts";

const found = await findChromium();
if (found === null) await saySkipped();

for (const [how, steps] of [["mouse", BY_MOUSE], ["keyboard alone", BY_KEYBOARD]] as const) {
  Deno.test({
    ignore: found === null,
    name: `A person selects, tags, undoes and searches by ${how}`,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (test) => {
      const browser = await openChromium(found ?? assert.fail());
      const program = await startProgram({ INSPECT_PROCESSES: "1" }, { images: IMAGES });
      const stage: Stage = { browser, program, complaints: [] };
      try {
        for (const step of steps) {
          await test.step(nameOf(step), async () => {
            await step(stage);
            assert.deepEqual(stage.complaints.splice(0), [], "the browser complained");
          });
        }
      } finally {
        await browser.close();
        await program.stop();
      }
    },
  });
}
