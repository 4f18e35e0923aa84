import assert from "node:assert/strict";
import { join } from "node:path";
import { thumbnailKey } from "../../modules/images/storage.ts";
import { openEmbedded } from "../../modules/shared/database/pglite.ts";
import { unpackTemplate } from "../support/database.ts";
import { withDirectory } from "../support/directory.ts";
import { keepImage, openKeep } from "../support/keep.ts";
import { incoming, picture } from "../support/pictures.ts";
import { verifyCommand } from "../support/verify_command.ts";

/** A library of images with thumbnails; `images` and `thumbnails` are the paths of their files. */
async function makeLibrary(dataDir: string, count: number): Promise<{ images: string[]; thumbnails: string[] }> {
  await unpackTemplate(join(dataDir, "database"));
  const database = await openEmbedded({ directory: join(dataDir, "database") });
  const deps = await openKeep(database, dataDir);
  await database.query(
    "insert into crawl_job (seeds, options, status, finished_at) values ('{http://site.test/}', '{}', 'completed', now())",
  );
  const [images, thumbnails]: [string[], string[]] = [[], []];
  for (let seed = 0; seed < count; seed++) {
    const bytes = await picture(seed, { width: 500, height: 400 }).jpeg().toBuffer();
    const given = await incoming(deps.storage.tempDirectory, bytes);
    await keepImage(deps, given, () => Promise.resolve());
    images.push(join(dataDir, "images", "1", `${given.sha256}.jpg`));
    thumbnails.push(join(dataDir, thumbnailKey(given.sha256)));
  }
  await database.close();
  return { images, thumbnails };
}

Deno.test("deno task verify --repair makes thumbnails anew that are gone, cut or overwritten, and says which it cannot mend", () =>
  withDirectory(async (dataDir) => {
    const { images, thumbnails } = await makeLibrary(dataDir, 5);
    const [overwritten = "", gone = "", cut = "", whole = "", lost = ""] = thumbnails;
    const made = await Promise.all(thumbnails.map((path) => Deno.readFile(path)));
    const run = (...args: string[]) => verifyCommand(args, { DATA_DIR: dataDir });

    await Deno.copyFile(whole, overwritten);
    await Deno.remove(gone);
    await Deno.truncate(cut, 100);
    const found = await run();
    assert.deepEqual([found.code, found.errors], [1, ""], found.output);
    assert.match(found.output, /^I4 .*: 5 checked, 3 broken$/m);
    assert.match(found.output, /^3 breaches\.$/m);

    const repaired = await run("--repair");
    assert.deepEqual([repaired.code, repaired.errors], [1, ""], repaired.output);
    assert.match(repaired.output, /^3 breaches\.\n3 thumbnails made anew, of image 1, 2, 3\n$/m);
    assert.deepEqual(await Promise.all(thumbnails.map((path) => Deno.readFile(path))), made);
    const after = await run("--repair");
    assert.deepEqual([after.code, after.output.split("\n").slice(-3)], [0, [
      "All invariants hold.",
      "Nothing was to be repaired.",
      "",
    ]]);

    await Deno.remove(lost);
    await Deno.writeTextFile(images[4] ?? "", "no picture");
    const unmended = await run("--repair");
    assert.equal(unmended.code, 1);
    assert.match(
      unmended.output,
      /^2 breaches\.\nThe thumbnail of image 5 could not be made anew: Its file images\/1\/\w+\.jpg has changed\n$/m,
    );
  }));
