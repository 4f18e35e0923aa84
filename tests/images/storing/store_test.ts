import assert from "node:assert/strict";
import { join } from "node:path";
import { inspectFile } from "../../../modules/images/inspect/inspect.ts";
import { type Incoming, type Prepared, storeAlone, type StoreDeps } from "../../../modules/images/storing/store.ts";
import { findImageBySha256 } from "../../../modules/images/storing/repository.ts";
import { imageKey, thumbnailKey } from "../../../modules/images/storing/storage.ts";
import type { Database, Queryable } from "../../../modules/shared/database/handle.ts";
import { DiskError } from "../../../modules/shared/errors.ts";
import { withDatabase } from "../../support/database.ts";
import { insertSourcesOf, newSource } from "../../support/images.ts";
import { openStore, type Recorder, storeBatch, storeImage } from "../../support/store.ts";
import { incoming, picture } from "../../support/pictures.ts";

async function withStore(database: Database, body: (deps: StoreDeps) => Promise<void>): Promise<void> {
  const dataDir = await Deno.makeTempDir();
  try {
    await database.query(
      "insert into crawl_job (seeds, options) values ('{http://site.test/}', '{}'), ('{http://site.test/}', '{}')",
    );
    await body(await openStore(database, dataDir));
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

async function filesOf({ storage }: StoreDeps): Promise<string[]> {
  const keys: string[] = [];
  for (const prefix of ["images", "thumbs"] as const) for await (const { key } of storage.list(prefix)) keys.push(key);
  for await (const { name } of Deno.readDir(storage.tempDirectory)) keys.push(`tmp/${name}`);
  return keys.sort();
}

async function count(database: Queryable, table: "image" | "image_source"): Promise<number> {
  const [row] = await database.query<{ count: number }>(`select count(*)::int as count from ${table}`);
  return row?.count ?? -1;
}

async function nothing(): Promise<void> {}

withDatabase("an image is stored with file, thumbnail and row, and its temp file is removed", async (database) => {
  await withStore(database, async (deps) => {
    const bytes = await picture(1).jpeg().toBuffer();
    const given = await incoming(deps.storage.tempDirectory, bytes);
    const seen: unknown[] = [];
    const result = await storeImage(deps, given, async (tx, imageId, isNew) => {
      seen.push(imageId, isNew);
      await insertSourcesOf(tx, imageId, [newSource({ jobId: 1 })]);
    });

    assert.equal(result.outcome, "stored");
    const key = imageKey(1, given.sha256, "jpg");
    assert.deepEqual(await filesOf(deps), [key, thumbnailKey(given.sha256)]);
    assert.deepEqual(new Uint8Array(bytes), await Deno.readFile(join(deps.storage.root, key)));
    const row = await findImageBySha256(database, given.sha256);
    assert.deepEqual([row?.storageKey, row?.bytes, row?.width, row?.height, row?.thumbnail], [
      key,
      bytes.length,
      800,
      600,
      "file",
    ]);
    assert.deepEqual(seen, [row?.id, true]);
    assert.equal("image" in result && result.image.thumbnailUrl, `/thumbs/${given.sha256}.webp`);
  });
});

withDatabase("the same bytes from another job are a duplicate, which adds a source and no file", async (database) => {
  await withStore(database, async (deps) => {
    const bytes = await picture(1).png().toBuffer();
    const store = async (jobId: number) =>
      await storeImage(deps, await incoming(deps.storage.tempDirectory, bytes, { jobId }), async (tx, imageId) => {
        await insertSourcesOf(tx, imageId, [newSource({ jobId })]);
      });
    const first = await store(1);
    const files = await filesOf(deps);
    const second = await store(2);
    assert.deepEqual([first.outcome, second.outcome], ["stored", "duplicate"]);
    assert.deepEqual([second.mediaType, "image" in second && second.image], ["image/png", "image" in first && first.image]);
    assert.deepEqual(await filesOf(deps), files);
    assert.deepEqual([await count(database, "image"), await count(database, "image_source")], [1, 2]);
  });
});

withDatabase("twenty calls with the same bytes at once store one file", async (database) => {
  await withStore(database, async (deps) => {
    const bytes = await picture(2).jpeg().toBuffer();
    const results = await Promise.all(Array.from({ length: 20 }, async () => {
      return await storeImage(deps, await incoming(deps.storage.tempDirectory, bytes), nothing);
    }));
    assert.deepEqual(results.map(({ outcome }) => outcome).sort(), [...new Array(19).fill("duplicate"), "stored"]);
    assert.equal((await filesOf(deps)).length, 2);
    assert.equal(await count(database, "image"), 1);
  });
});

withDatabase("if recording throws, there is no row and no file, and the caller gets the error", async (database) => {
  await withStore(database, async (deps) => {
    const bytes = await picture(3).jpeg().toBuffer();
    const fails = () => Promise.reject(new Error("superseded"));
    await assert.rejects(
      async () => await storeImage(deps, await incoming(deps.storage.tempDirectory, bytes), fails),
      /superseded/,
    );
    assert.deepEqual(await filesOf(deps), []);
    assert.equal(await count(database, "image"), 0);
    const again = await storeImage(deps, await incoming(deps.storage.tempDirectory, bytes), nothing);
    assert.equal(again.outcome, "stored");
  });
});

const NOT_STORED: [string, (folder: string) => Promise<Incoming>, Record<string, unknown>][] = [
  [
    "a page",
    (folder) => incoming(folder, new TextEncoder().encode("<!doctype html><p>")),
    { outcome: "rejected", reason: "not_an_image", detail: "It looks like text/html", mediaType: "text/html" },
  ],
  [
    "an image that is smaller than asked for",
    async (folder) => await incoming(folder, await picture(1, { width: 90, height: 60 }).png().toBuffer(), { minWidth: 100 }),
    { outcome: "rejected", reason: "too_small", detail: "90x60, at least 100x0 is asked for", mediaType: "image/png" },
  ],
  [
    "half an image",
    async (folder) => await incoming(folder, (await picture(1).jpeg().toBuffer()).subarray(0, 5_000)),
    { outcome: "failed", reason: "decode", mediaType: "image/jpeg" },
  ],
];

for (const [name, given, expected] of NOT_STORED) {
  withDatabase(`${name} is not stored and leaves no file`, async (database) => {
    await withStore(database, async (deps) => {
      const result = await storeImage(
        deps,
        await given(deps.storage.tempDirectory),
        () => Promise.reject(new Error("not to be called")),
      );
      assert.deepEqual({ ...result, ...("detail" in expected ? {} : { detail: undefined }) }, { detail: undefined, ...expected });
      assert.deepEqual(await filesOf(deps), []);
      assert.equal(await count(database, "image"), 0);
    });
  });
}

withDatabase("if the file of an image was lost, storing its bytes again replaces it", async (database) => {
  await withStore(database, async (deps) => {
    const bytes = await picture(1).jpeg().toBuffer();
    const store = async () => await storeImage(deps, await incoming(deps.storage.tempDirectory, bytes), nothing);
    const { outcome } = await store();
    const files = await filesOf(deps);
    await deps.storage.remove(files[0] ?? "");
    assert.deepEqual([outcome, (await store()).outcome], ["stored", "duplicate"]);
    assert.deepEqual(await filesOf(deps), files);
  });
});

withDatabase("if the disk refuses a thumbnail, the image does not count as failed", async (database) => {
  await withStore(database, async (deps) => {
    const given = await incoming(deps.storage.tempDirectory, await picture(1).jpeg().toBuffer());
    const full = {
      ...deps,
      inspect: ({ path }: { path: string }) => inspectFile(path, join(deps.storage.root, "missing", "thumbnail")),
    };
    await assert.rejects(storeImage(full, given, nothing), (error) => error instanceof DiskError && error.code === "unavailable");
    assert.deepEqual(await filesOf(deps), []);
  });
});

/** Prepares images one by one, and stores all of them in one transaction, as an attempt does. */
async function storeTogether(deps: StoreDeps, given: Incoming[], record: Recorder = nothing): Promise<string[]> {
  const prepared: Prepared[] = [];
  const ready = Promise.withResolvers<void>();
  const batch = ready.promise.then(() => storeBatch(deps, prepared, record));
  const results = await Promise.allSettled(given.map((one) =>
    storeAlone(deps, one, async (own) => {
      prepared.push(own);
      if (prepared.length === given.length) ready.resolve();
      return (await batch)[prepared.indexOf(own)];
    })
  ));
  return results.map((result) => result.status === "fulfilled" ? result.value?.outcome ?? "none" : String(result.reason));
}

withDatabase(
  "new and known images are stored in one transaction, and each has the right outcome",
  async (database) => {
    await withStore(database, async (deps) => {
      const made = await Promise.all([1, 2, 3, 4].map(async (seed) => await picture(seed).jpeg().toBuffer()));
      const give = async (index: number, jobId: number) =>
        await incoming(deps.storage.tempDirectory, made[index] ?? new Uint8Array(), { jobId });
      assert.deepEqual(await storeTogether(deps, [await give(1, 1), await give(3, 1)]), ["stored", "stored"]);

      const ids: number[] = [];
      const given = await Promise.all([0, 1, 2, 3].map((index) => give(index, 2)));
      const record: Recorder = async (_tx, stored) =>
        void ids.push(...await Promise.resolve(stored.map(({ imageId }) => imageId)));
      const outcomes = await storeTogether(deps, given, record);
      assert.deepEqual(outcomes, ["stored", "duplicate", "stored", "duplicate"]);
      assert.equal(new Set(ids).size, 4);
      const [transactions] = await database.query<{ count: number }>(
        "select count(distinct xmin::text)::int as count from image where job_id = 2",
      );
      assert.equal(transactions?.count, 1);
      const keys = given.flatMap(({ sha256 }, index) => [imageKey(index % 2 === 0 ? 2 : 1, sha256, "jpg"), thumbnailKey(sha256)]);
      assert.deepEqual(await filesOf(deps), keys.sort());
    });
  },
);

withDatabase(
  "if the sources of a batch cannot be written, none of its new images is stored, and known images stay",
  async (database) => {
    await withStore(database, async (deps) => {
      const give = async (seed: number) => await incoming(deps.storage.tempDirectory, await picture(seed).jpeg().toBuffer());
      await storeTogether(deps, [await give(1)]);
      const before = await filesOf(deps);
      const outcomes = await storeTogether(
        deps,
        await Promise.all([1, 2, 3].map(give)),
        async (tx) => void await tx.query("select 1 / 0"),
      );
      assert.equal(outcomes.length, 3);
      for (const outcome of outcomes) assert.match(outcome, /division by zero/);
      assert.deepEqual(await filesOf(deps), before);
      assert.equal(await count(database, "image"), 1);
    });
  },
);

withDatabase(
  "the files of a batch that failed are moved back to their temp paths, so that it can be tried again",
  async (database) => {
    await withStore(database, async (deps) => {
      const given = await incoming(deps.storage.tempDirectory, await picture(1).jpeg().toBuffer());
      const result = await storeAlone(deps, given, async (prepared) => {
        await assert.rejects(storeBatch(deps, [prepared], () => Promise.reject(new Error("not now"))), /not now/);
        assert.deepEqual((await filesOf(deps)).map((key) => key.split("/")[0]), ["tmp", "tmp"]);
        const [stored] = await storeBatch(deps, [prepared], nothing);
        assert.ok(stored);
        return stored;
      });
      assert.equal(result.outcome, "stored");
      assert.deepEqual(await filesOf(deps), [imageKey(1, given.sha256, "jpg"), thumbnailKey(given.sha256)]);
    });
  },
);

withDatabase("the same bytes twice at the same time are stored once and inspected once", async (database) => {
  await withStore(database, async (deps) => {
    const bytes = await picture(1).jpeg().toBuffer();
    let looks = 0;
    const counting: StoreDeps = { ...deps, inspect: async (files) => (looks++, await deps.inspect(files)) };
    const given = await Promise.all([1, 2, 1].map((jobId) => incoming(deps.storage.tempDirectory, bytes, { jobId })));
    const stored = await Promise.all(given.map((one) => storeImage(counting, one, nothing)));
    assert.deepEqual(stored.map(({ outcome }) => outcome), ["stored", "duplicate", "duplicate"]);
    assert.equal(looks, 1);
    assert.equal(await count(database, "image"), 1);
    assert.equal((await filesOf(deps)).length, 2);
  });
});
