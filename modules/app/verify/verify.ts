import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Database } from "../../shared/database/handle.ts";
import { listImagesBySha256, listStoredImages, type StoredImage } from "../../images/storing/repository.ts";
import { keyOf, type Prefix, type Storage, type StoredFile, thumbnailKey } from "../../images/storing/storage.ts";
import { verifyBitmaps } from "../../search/index/verify.ts";
import { verifyTags } from "../../tags/taggings/verify.ts";
import type { Finding } from "./finding.ts";
import { ruleOf } from "./invariants.ts";
import { checkReferences } from "./references.ts";
import type { Progress } from "./progress.ts";
import { type Check, runChecks } from "./run_checks.ts";
import { countImages, listCounterBreaches, listLiveTokens } from "./verify_repository.ts";

export interface VerifyDeps {
  database: Database;
  storage: Storage;
  /** Younger files are not checked, because they may belong to a write that has not ended. */
  graceMilliseconds: number;
  /** Called repeatedly with what is being checked. */
  progress?: Progress;
}

const BATCH = 500;

const CHECKS: readonly Check[] = [
  { invariant: "I1", title: "files and thumbnails of images", run: checkRows },
  { invariant: "I2", title: "files without an image", run: checkFiles },
  { invariant: "I3", title: "temp files", run: checkTemp },
  { invariant: "I5", title: "counters of jobs", run: checkCounters },
  { invariant: "I6", title: "what pages named", run: checkReferences },
  { invariant: "I8", title: "tags", run: checkTags },
  { invariant: "I8", title: "bitmaps of searches", run: checkBitmaps },
];

/**
 * Checks the invariants I1 to I6 and I8 on real data, and changes nothing. `damage` is the result of `checkDatabase()`: on a damaged
 * database a check that cannot be made is a breach; otherwise it throws.
 */
export async function verify(deps: VerifyDeps, damage: Finding[] = []): Promise<Finding[]> {
  return (await runChecks(deps, CHECKS, damage)).sort((a, b) => a.invariant.localeCompare(b.invariant));
}

async function checkRows({ database, storage, progress }: VerifyDeps): Promise<Finding[]> {
  const files: Finding = {
    invariant: "I1",
    rule: ruleOf("I1"),
    checked: 0,
    breaches: [],
  };
  const broken: number[] = [];
  const thumbnails: Finding = {
    invariant: "I4",
    rule: ruleOf("I4"),
    checked: 0,
    breaches: [],
    imageIds: broken,
  };
  const total = await countImages(database);
  for (let after = 0;;) {
    const images = await listStoredImages(database, { after, limit: BATCH });
    for (const image of images) {
      progress?.("I1, files and thumbnails of images", files.checked, total);
      files.checked += 1;
      thumbnails.checked += 1;
      const fileBreach = await fileBreachOf(storage, image);
      if (fileBreach) files.breaches.push(`image ${image.id}: ${fileBreach}`);
      const thumbnailBreach = await thumbnailBreachOf(storage, image);
      if (thumbnailBreach) {
        thumbnails.breaches.push(`image ${image.id}: ${thumbnailBreach}`);
        broken.push(image.id);
      }
    }
    const last = images.at(-1);
    if (!last) return [files, thumbnails];
    after = last.id;
  }
}

async function fileBreachOf(storage: Storage, { storageKey, sha256, bytes }: StoredImage): Promise<string | null> {
  const opened = await storage.open(storageKey);
  if (opened === null) return `${storageKey} is missing`;
  const hash = createHash("sha256");
  for await (const chunk of opened.stream) hash.update(chunk);
  if (opened.size !== bytes) return `${storageKey} has ${opened.size} bytes, its row says ${bytes}`;
  return hash.digest("hex") === sha256 ? null : `${storageKey} has another SHA-256`;
}

async function thumbnailBreachOf(storage: Storage, image: StoredImage): Promise<string | null> {
  const { thumbnail, thumbnailSha256, sha256, storageKey } = image;
  if (thumbnail === "none") return null;
  const key = thumbnail === "file" ? thumbnailKey(sha256) : storageKey;
  const size = await storage.size(key);
  if (size === null) return `${key} is missing`;
  if (size === 0) return `${key} is empty`;
  if (thumbnailSha256 === null) return null;
  return await storage.digest(key) === thumbnailSha256 ? null : `${key} is not the thumbnail that was made`;
}

async function checkFiles({ database, storage, graceMilliseconds, progress }: VerifyDeps): Promise<Finding> {
  const finding: Finding = {
    invariant: "I2",
    rule: ruleOf("I2"),
    checked: 0,
    breaches: [],
  };
  for (const prefix of ["images", "thumbs"] as const) {
    let batch: StoredFile[] = [];
    const flush = async () => {
      finding.breaches.push(...await strangers(database, prefix, batch, graceMilliseconds));
      batch = [];
    };
    for await (const file of storage.list(prefix)) {
      progress?.("I2, files without an image", finding.checked);
      finding.checked += 1;
      batch.push(file);
      if (batch.length === BATCH) await flush();
    }
    await flush();
  }
  return finding;
}

async function strangers(database: Database, prefix: Prefix, files: StoredFile[], grace: number): Promise<string[]> {
  const digests = files.flatMap(({ key }) => /\/([0-9a-f]{64})\.[^/]*$/.exec(key)?.[1] ?? []);
  const known = await listImagesBySha256(database, digests);
  const expected = new Set(known.map((image) => keyOf(image, prefix)));
  return files.filter(({ key, modified }) => !expected.has(key) && Date.now() - (modified?.getTime() ?? 0) >= grace)
    .map(({ key }) => `${key} belongs to no image`);
}

async function checkTemp({ database, storage, graceMilliseconds }: VerifyDeps): Promise<Finding> {
  const finding: Finding = { invariant: "I3", rule: ruleOf("I3"), checked: 0, breaches: [] };
  const live = new Set(await listLiveTokens(database));
  for await (const entry of Deno.readDir(storage.tempDirectory)) {
    finding.checked += 1;
    const { mtime } = await Deno.stat(join(storage.tempDirectory, entry.name));
    const age = Date.now() - (mtime?.getTime() ?? 0);
    if (!live.has(entry.name) && age >= graceMilliseconds) {
      finding.breaches.push(`tmp/${entry.name} is ${Math.round(age / 1_000)} s old`);
    }
  }
  return finding;
}

async function checkCounters({ database }: VerifyDeps): Promise<Finding> {
  const { checked, breaches } = await listCounterBreaches(database);
  return {
    invariant: "I5",
    rule: ruleOf("I5"),
    checked,
    breaches: breaches.map(({ id, status, breach }) => `job ${id} (${status}): ${breach}`),
  };
}

async function checkTags({ database }: VerifyDeps): Promise<Finding> {
  const { checked, breaches } = await verifyTags(database);
  return {
    invariant: "I8",
    rule: "Every tag's count and bitmaps are what its taggings are, and no edit is half done",
    checked,
    breaches,
  };
}

async function checkBitmaps({ database }: VerifyDeps): Promise<Finding> {
  const { checked, breaches } = await verifyBitmaps(database);
  return { invariant: "I8", rule: "Every bitmap that searches read is what its rows say", checked, breaches };
}
