import assert from "node:assert/strict";
import { deleteOldTasks, insertTask, listTasks } from "../../modules/tasks/repository.ts";
import { addSchedule } from "../../modules/tasks/schedule_repository.ts";
import { startDueTasks } from "../../modules/tasks/upkeep.ts";
import type { Database } from "../../modules/shared/database/handle.ts";
import { withDatabase } from "../support/database.ts";
import { countKind, withTasks } from "../support/tasks.ts";

const DAILY = countKind({ everyHours: 24, isSingle: true });

async function passHours(database: Database, hours: number): Promise<void> {
  await database.query("update task_schedule set last_at = last_at - make_interval(hours => $1::int)", [hours]);
}

async function started(database: Database): Promise<number> {
  return (await listTasks(database, { limit: 100 })).length;
}

withDatabase(
  "a scheduled kind starts one interval after its schedule began, and once per interval, whichever node asks",
  async (database) => {
    await addSchedule(database, "count");
    await addSchedule(database, "count");
    await startDueTasks(database, [DAILY]);
    assert.equal(await started(database), 0);
    await passHours(database, 25);
    await Promise.all([1, 2, 3].map(() => startDueTasks(database, [DAILY])));
    assert.equal(await started(database), 1);
    await passHours(database, 23);
    await startDueTasks(database, [DAILY]);
    assert.equal(await started(database), 1);
  },
);

withDatabase("a scheduled task does not start while another one of its kind is under way", async (database) => {
  await addSchedule(database, "count");
  await insertTask(database, { kind: "count", parameters: {}, singleKey: "count" });
  await passHours(database, 25);
  await startDueTasks(database, [DAILY]);
  assert.equal(await started(database), 1);
});

withDatabase("a kind without a schedule is never started by the schedule", async (database) => {
  await startDueTasks(database, [countKind()]);
  assert.equal(await started(database), 0);
});

withDatabase("a task that the queue has lost is queued again", async (database) => {
  await withTasks(database, [countKind()], async ({ ended }) => {
    const row = await insertTask(database, { kind: "count", parameters: {}, singleKey: null });
    assert.equal((await ended(row?.id ?? 0)).state, "completed");
  });
});

withDatabase("finished tasks are removed if they are old or too many, and unfinished ones never", async (database) => {
  await database.query(
    `insert into task (kind, state, created_at, finished_at)
     select 'count', state, now() - days * interval '1 day', case when state <> 'running' then now() - days * interval '1 day' end
     from (values ('completed', 40), ('running', 40), ('failed', 31), ('cancelled', 29), ('completed', 2), ('completed', 1)) given (state, days)`,
  );
  assert.equal(await deleteOldTasks(database, { days: 30, newest: 10 }), 2);
  assert.deepEqual((await listTasks(database, { limit: 10 })).map(({ id }) => id), [6, 5, 4, 2]);
  assert.equal(await deleteOldTasks(database, { days: 30, newest: 2 }), 1);
  assert.deepEqual((await listTasks(database, { limit: 10 })).map(({ id }) => id), [6, 5, 2]);
});
