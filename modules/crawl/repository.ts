import type { Queryable } from "../shared/database/handle.ts";
import { type JobMessage, JobOptions, JobSecrets, type JobStatus } from "./schemas.ts";
import { type Remark, shownRemark, storedRemark } from "./texts.ts";

/** A row of `crawl_job`. */
export interface JobRow {
  id: number;
  parentId: number | null;
  /** Whether the job fetches the URLs that failed in its parent, and not its seeds. */
  onlyFailures: boolean;
  seeds: string[];
  options: JobOptions;
  /** The names of the headers and cookies. `findSecrets()` reads the values. */
  secretNames: string[];
  status: JobStatus;
  statusReason: string | null;
  lastMessage: string | null;
  attempts: number;
  secondsRun: number;
  pagesFound: number;
  pagesDone: number;
  pagesRejected: number;
  pagesFailed: number;
  imagesFound: number;
  imagesStored: number;
  imagesDuplicate: number;
  imagesRejected: number;
  imagesFailed: number;
  bytesStored: number;
  keepSeconds: number | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

const SECRET_NAMES = `array(
  select regexp_replace(secret, '[:=].*$', '') from jsonb_path_query(secrets, '$.*[*]') as found (value), lateral (select value #>> '{}') as text (secret)
) as secret_names`;
const JOB =
  `id, parent_id, only_failures, seeds, options, ${SECRET_NAMES}, status, status_reason, status_remark, last_message, last_remark, attempts, seconds_run, pages_found, pages_done,
  pages_rejected, pages_failed,  images_found, images_stored, images_duplicate, images_rejected, images_failed, bytes_stored,
  extract(epoch from last_kept_at - first_kept_at)::float8 as keep_seconds, created_at, started_at, finished_at`;

/** Reads rows of jobs. Options that did not exist when a job was created have their defaults. */
async function queryJobs(db: Queryable, text: string, parameters: unknown[]): Promise<JobRow[]> {
  const rows = await db.query<JobRow & { statusRemark: unknown; lastRemark: unknown }>(text, parameters);
  return rows.map(({ statusRemark, lastRemark, ...row }) => ({
    ...row,
    options: JobOptions.parse(row.options),
    statusReason: shownRemark(statusRemark, row.statusReason),
    lastMessage: shownRemark(lastRemark, row.lastMessage),
  }));
}

export async function insertJob(
  db: Queryable,
  { seeds, options, secrets = JobSecrets.parse({}), parentId = null, onlyFailures = false }: {
    seeds: string[];
    options: JobOptions;
    secrets?: JobSecrets;
    parentId?: number | null;
    onlyFailures?: boolean;
  },
): Promise<JobRow> {
  const [row] = await queryJobs(
    db,
    `insert into crawl_job (seeds, options, secrets, parent_id, only_failures)
     values (array(select jsonb_array_elements_text($1::text::jsonb)), $2::text::jsonb, $3::text::jsonb, $4::bigint, $5::boolean)
     returning ${JOB}`,
    [JSON.stringify(seeds), JSON.stringify(options), JSON.stringify(secrets), parentId, onlyFailures],
  );
  if (!row) throw new Error("The job was not inserted");
  return row;
}

export async function findJob(db: Queryable, id: number): Promise<JobRow | null> {
  const rows = await queryJobs(db, `select ${JOB} from crawl_job where id = $1`, [id]);
  return rows[0] ?? null;
}

/** Reads the headers and cookies that the job sends to its seeds. They must never be shown or logged. */
export async function findSecrets(db: Queryable, id: number): Promise<JobSecrets> {
  const rows = await db.query<{ secrets: unknown }>("select secrets from crawl_job where id = $1", [id]);
  return JobSecrets.parse(rows[0]?.secrets ?? {});
}

/** Reads the cookies that sites have set in the job, as `openJar()` takes them. They must never be shown or logged. */
export async function findCookieJar(db: Queryable, id: number): Promise<string | null> {
  const rows = await db.query<{ cookieJar: string | null }>("select cookie_jar from crawl_job where id = $1", [id]);
  return rows[0]?.cookieJar ?? null;
}

/** Saves the cookies of the job, if the attempt with this token still holds it. */
export async function saveCookieJar(
  db: Queryable,
  { id, token, jar }: { id: number; token: string; jar: string },
): Promise<void> {
  await db.query("update crawl_job set cookie_jar = $3 where id = $1 and attempt_token = $2::uuid", [id, token, jar]);
}

/** Lists jobs, the newest first. */
export async function listJobs(
  db: Queryable,
  { status, before, limit }: { status?: JobStatus | undefined; before?: number | undefined; limit: number },
): Promise<JobRow[]> {
  return await queryJobs(
    db,
    `select ${JOB} from crawl_job where ($1::text is null or status = $1) and ($2::bigint is null or id < $2)
     order by id desc limit $3::int`,
    [status ?? null, before ?? null, limit],
  );
}

/** Lists the oldest jobs that should be in the queue. The queue may have lost them when a process died. */
export async function listUnfinishedJobs(db: Queryable, limit: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    "select id from crawl_job where status in ('queued', 'running') order by id limit $1::int",
    [limit],
  );
  return rows.map(({ id }) => id);
}

/** Sets jobs that were paused because the disk refused a write to `queued`. Returns their ids. */
export async function resumeWaitingForDisk(db: Queryable): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `update crawl_job set status = 'queued', status_reason = null, status_remark = null, waits_for_disk = false
     where status = 'paused' and waits_for_disk returning id`,
  );
  return rows.map(({ id }) => id);
}

/** Begins an attempt with a new fencing token. Returns null if the job is neither queued nor running. */
export async function startAttempt(db: Queryable, id: number, token: string): Promise<JobRow | null> {
  const rows = await queryJobs(
    db,
    `update crawl_job set status = 'running', status_reason = null, status_remark = null, attempt_token = $2::uuid, attempts = attempts + 1,
       started_at = coalesce(started_at, now())
     where id = $1 and status in ('queued', 'running') returning ${JOB}`,
    [id, token],
  );
  return rows[0] ?? null;
}

/**
 * Moves a job to another status. Returns null if its status is not one of `from`. Every move clears the token, so that an attempt
 * that is under way cannot write any more. The end of a job removes its cookies.
 */
export async function moveJob(
  db: Queryable,
  { id, from, to, reason = null, token, waitsForDisk = false }: {
    id: number;
    from: JobStatus[];
    to: JobStatus;
    reason?: Remark | null;
    token?: string;
    /** Whether a paused job goes on when the disk takes writes again. Otherwise somebody must resume it. */
    waitsForDisk?: boolean;
  },
): Promise<JobRow | null> {
  const rows = await queryJobs(
    db,
    `update crawl_job set status = $3, status_reason = null, status_remark = $4::text::jsonb, attempt_token = null, waits_for_disk = $6::boolean,
       finished_at = case when $3 in ('completed', 'failed', 'cancelled') then now() end,
       cookie_jar = case when $3 in ('completed', 'failed', 'cancelled') then null else cookie_jar end
     where id = $1 and status in (select jsonb_array_elements_text($2::text::jsonb)) and ($5::uuid is null or attempt_token = $5::uuid)
     returning ${JOB}`,
    [id, JSON.stringify(from), to, storedRemark(reason), token ?? null, waitsForDisk],
  );
  return rows[0] ?? null;
}

/** Adds the time of one attempt. It does not check the token, because a pause has already cleared it. */
export async function addSecondsRun(db: Queryable, id: number, seconds: number): Promise<void> {
  await db.query("update crawl_job set seconds_run = seconds_run + $2::float8 where id = $1", [id, seconds]);
}

export async function markStored(tx: Queryable, id: number): Promise<void> {
  await tx.query("update crawl_job set first_kept_at = coalesce(first_kept_at, now()), last_kept_at = now() where id = $1", [id]);
}

export async function deleteJob(tx: Queryable, id: number): Promise<void> {
  await tx.query("delete from crawl_job where id = $1", [id]);
}

export async function insertMessage(
  db: Queryable,
  { jobId, level, remark }: { jobId: number; level: JobMessage["level"]; remark: Remark },
): Promise<JobMessage> {
  const [message] = await queryMessages(
    db,
    `with message as (
       insert into crawl_message (job_id, level, remark) values ($1, $2, $3::text::jsonb)
       returning id, level, text, remark, created_at
     ), last as (update crawl_job set last_message = null, last_remark = $3::text::jsonb where id = $1)
     select id, level, text, remark, created_at from message`,
    [jobId, level, storedRemark(remark)],
  );
  if (!message) throw new Error("The message was not inserted");
  return message;
}

/** Lists the newest 200 messages, or the newest 200 after an id, the oldest of them first. */
export async function listMessages(db: Queryable, jobId: number, after?: number): Promise<JobMessage[]> {
  const newest = await queryMessages(
    db,
    `select id, level, text, remark, created_at from crawl_message where job_id = $1 and ($2::bigint is null or id > $2) order by id desc limit 200`,
    [jobId, after ?? null],
  );
  return newest.reverse();
}

async function queryMessages(db: Queryable, text: string, parameters: unknown[]): Promise<JobMessage[]> {
  const rows = await db.query<Omit<JobMessage, "text"> & { text: string | null; remark: unknown }>(text, parameters);
  return rows.map(({ text, remark, ...message }) => ({ ...message, text: shownRemark(remark, text) ?? "" }));
}

export interface RecentImage {
  id: number;
  sha256: string;
  extension: string;
  thumbnail: "file" | "self" | "none";
  alt: string | null;
}

/** How many URLs are read for each image that is returned, because many URLs in a row may have the same image. */
const URLS_PER_IMAGE = 20;

/** Lists the images that the job stored or saw again last, the newest first. */
export async function listRecentImages(db: Queryable, jobId: number, limit: number): Promise<RecentImage[]> {
  return await db.query<RecentImage>(
    `select image.id, sha256, extension, thumbnail,
       (select alt from image_source where image_id = image.id and alt <> '' order by id limit 1) as alt
     from (
       select image_id, max(done_at) as last_done_at from (
         select image_id, done_at from crawl_url where job_id = $1 and image_id is not null order by done_at desc limit $3::int
       ) newest
       group by image_id order by last_done_at desc, image_id desc limit $2::int
     ) recent join image on image.id = recent.image_id
     order by last_done_at desc, image.id desc`,
    [jobId, limit, limit * URLS_PER_IMAGE],
  );
}
