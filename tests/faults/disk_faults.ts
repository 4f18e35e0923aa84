import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { between, pick } from "../support/random.ts";
import type { Disk } from "./disk.ts";
import type { Crawl } from "./crawl.ts";
import { lives, readsDuring, recovers, sleep } from "./expectations.ts";
import { BOTH, type Fault } from "./fault.ts";
import { checkLibrary } from "./final_check.ts";
import type { Stage } from "./stage.ts";
import { editTags } from "./tag_edits.ts";

const FULL_SECONDS = 10;
const HANG_SECONDS = 15;
const NAMES_DISK = /disk|space|full/i;

export const DISK_FAULTS: readonly Fault[] = [
  fullDisk(FULL_SECONDS),
  {
    number: 13,
    name: "the disk is full until after a restart",
    kinds: BOTH,
    disk: true,
    run: async (stage, crawl) => {
      const disk = diskOf(stage);
      await disk.fill();
      try {
        await isPaused(crawl);
        await stage.stop();
      } finally {
        await disk.free();
      }
      await stage.start();
      await crawl.until(({ status }) => /^(running|completed)$/.test(status), 40, "going on with room on the disk");
    },
  },
  {
    number: 14,
    name: "the disk is full when the program starts",
    kinds: BOTH,
    disk: true,
    run: async (stage) => {
      const disk = diskOf(stage);
      await stage.stop();
      await disk.fill();
      try {
        stage.launch();
        await eitherReadyOrRefused(stage, NAMES_DISK);
      } finally {
        await disk.free();
      }
      if (stage.program.ended()) await stage.start();
      await recovers(stage, HANG_SECONDS);
    },
  },
  {
    number: 14,
    name: "the data directory cannot be written when the program starts",
    kinds: BOTH,
    disk: true,
    run: async (stage) => {
      const disk = diskOf(stage);
      await stage.stop();
      await disk.mount("ro");
      try {
        stage.launch();
        await eitherReadyOrRefused(stage, /cannot be written|read-only/i);
        assert.ok(stage.program.ended(), "it started on a data directory that cannot be written");
      } finally {
        await disk.mount("rw");
      }
      await stage.start();
    },
  },
  {
    number: 15,
    name: "an image's file is deleted or has a bit flipped",
    kinds: BOTH,
    run: async (stage, crawl) => {
      await crawl.completed();
      await stage.stop();
      const path = pick(stage.random, await imageFiles(stage));
      const bytes = await Deno.readFile(path);
      const isDeleted = stage.random() < 0.5;
      await (isDeleted ? Deno.remove(path) : Deno.writeFile(path, flipped(bytes, between(stage.random, 0, bytes.length - 1))));
      try {
        const breaches = await checkLibrary(stage, { crawls: [], edits: [] });
        // A small image is its own thumbnail, so its loss is a breach of I4 as well.
        assert.ok(breaches.length > 0 && breaches.every((breach) => breach.includes(basename(path))), JSON.stringify(breaches));
        await stage.start();
        const { status } = await stage.ask(`/files/${basename(path)}`);
        assert.ok(isDeleted ? status === 404 || status === 410 : status < 500, `its URL answers ${status}`);
      } finally {
        await Deno.writeFile(path, bytes);
      }
    },
  },
];

/** The disk is filled, and its space is freed after some seconds. */
export function fullDisk(seconds: number): Fault {
  return {
    number: 13,
    name: `the disk is full for ${seconds} s`,
    kinds: BOTH,
    disk: true,
    run: async (stage, crawl) => {
      const disk = diskOf(stage);
      await readsDuring(stage, async () => {
        await disk.fill();
        try {
          await Promise.all([isPaused(crawl), editTags(stage), sleep(seconds * 1_000)]);
        } finally {
          await disk.free();
        }
      });
      lives(stage);
      await recovers(stage, HANG_SECONDS);
      await crawl.until(({ status }) => /^(running|completed)$/.test(status), 40, "going on with room on the disk");
    },
  };
}

function diskOf({ disk }: Stage): Disk {
  return disk ?? assert.fail("this stage has no disk of its own");
}

async function isPaused(crawl: Crawl): Promise<void> {
  const stopped = ({ status }: { status: string }) => /^(paused|completed)$/.test(status);
  const { status, statusReason } = await crawl.until(stopped, HANG_SECONDS, "paused on a full disk");
  if (status === "paused") assert.match(statusReason ?? "", NAMES_DISK);
}

/** Fails unless a start that fails gives the reason, and does not advise people to delete an intact library. */
async function eitherReadyOrRefused(stage: Stage, says: RegExp): Promise<void> {
  const ready = stage.ready(HANG_SECONDS).then(() => true, () => false);
  const ended = stage.program.status.then(({ code }) => code);
  const outcome = await Promise.race([ended, ready]);
  if (outcome === true) return;
  assert.ok(stage.program.ended(), `it neither started nor ended within ${HANG_SECONDS} s`);
  assert.equal(await ended, 1);
  assert.match(stage.program.errors(), says);
  assert.doesNotMatch(stage.program.errors(), /backup/i);
}

async function imageFiles({ dataDir }: Stage): Promise<string[]> {
  const folder = join(dataDir, "images");
  const paths: string[] = [];
  for await (const job of Deno.readDir(folder)) {
    for await (const { name } of Deno.readDir(join(folder, job.name))) paths.push(join(folder, job.name, name));
  }
  return paths;
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, (bytes[at] ?? 0) ^ 1);
}
