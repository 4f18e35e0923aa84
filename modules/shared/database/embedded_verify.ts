import { DiskError, messageOf } from "../errors.ts";
import { listRelationFiles, listRelations, type Relation, type RelationFile } from "./embedded_relations.ts";
import type { Database, Transaction } from "./handle.ts";

export interface Verified {
  checked: number;
  /** Each as a sentence that names the table. */
  breaches: string[];
}

const BLOCK = 8_192;
/** Faults that are named of one relation: each broken row is one, and the first few say what has happened. */
const SHOWN = 3;
/** A process that ends this often at different relations will not get through the rest either. */
const LOSSES = 5;

/**
 * Reads every file, table and index of an embedded database in full, with PostgreSQL's own amcheck, and leaves the database as it
 * was. What cannot be read is a breach. Throws `DiskError` where the disk is full, which is no damage: the extension's rows need room.
 */
export async function verifyEmbedded(
  database: Database,
  progress: (done: number, total: number) => void = () => {},
): Promise<Verified> {
  try {
    const files = await listRelationFiles(database);
    const faults = await verifyRelations(database, await listRelations(database), progress);
    return {
      checked: files.length,
      breaches: [...files.flatMap(fileBreach), ...faults.map((fault) => withTitles(fault, files))],
    };
  } catch (error) {
    return { checked: 0, breaches: [`the catalog, in which the tables are listed, cannot be read: ${reasonOf(error)}`] };
  }
}

/** PostgreSQL writes whole blocks, and takes no notice of what stands behind the last one. */
function fileBreach({ title, file, size }: RelationFile): string[] {
  if (size === null) return [`${title}: its file ${file} is missing`];
  if (size % BLOCK === 0) return [];
  return [`${title}: its file ${file} has ${size} bytes, which is not a whole number of blocks of ${BLOCK}: it was cut`];
}

/** PostgreSQL names the file that it could not read, which may be another relation's: that of an index's table, or of the catalog. */
function withTitles(fault: string, files: RelationFile[]): string {
  return fault.replace(/"(base|global)\/[\d/.]+"/g, (file) => {
    const named = files.find((one) => `"${one.file}"` === file);
    return named ? `${file} (${named.title})` : file;
  });
}

/** In one transaction, unless the process ends in it: then the next one goes on behind the relation that ended it. */
async function verifyRelations(
  database: Database,
  relations: Relation[],
  progress: (done: number, total: number) => void,
): Promise<string[]> {
  const breaches: string[] = [];
  let next = 0;
  for (let losses = 0; next < relations.length;) {
    try {
      await database.transaction(async (tx) => {
        await tx.script("create extension amcheck; savepoint relation");
        for (; next < relations.length; next++) {
          progress(next, relations.length);
          breaches.push(...await verifyInSavepoint(tx, relations[next]));
        }
        // The extension was for this check alone.
        await tx.script("rollback");
      });
    } catch (error) {
      const relation = relations[next++];
      if (relation) breaches.push(`${relation.title}: it could not be checked: ${reasonOf(error)}`);
      if (++losses < LOSSES) continue;
      const left = relations.length - next;
      return left === 0 ? breaches : [...breaches, `${left} more tables and indexes were not checked`];
    }
  }
  return breaches;
}

/** An error ends what the transaction has done since the savepoint, and not the checks of other relations. */
async function verifyInSavepoint(tx: Transaction, relation: Relation | undefined): Promise<string[]> {
  if (!relation) return [];
  const { title } = relation;
  const found = await faultsOf(tx, relation).catch((error: unknown) => [reasonOf(error)]);
  await tx.script("rollback to savepoint relation");
  const more = found.length > SHOWN ? [`${title}: and ${found.length - SHOWN} faults more`] : [];
  return [...found.slice(0, SHOWN).map((fault) => `${title}: ${fault}`), ...more];
}

/**
 * Looks also whether the index names every row of its table. For an empty table that would only cost time. In a script, which may
 * take longer than a statement: 2 million rows took 6 s on a machine that was busy with eight other things.
 */
function indexCheck(oid: number): string {
  return `select bt_index_check(${oid}::oid, heapallindexed => coalesce(
    (select pg_relation_size(indrelid) > 0 from pg_index where indexrelid = ${oid}), true))`;
}

async function faultsOf(tx: Transaction, { oid, method, indexed }: Relation): Promise<string[]> {
  if (method === "btree") await tx.script(indexCheck(oid));
  if (method === "gin") await tx.script(`select gin_index_check(${oid}::oid)`);
  if (method !== "heap") return [];
  const faults = await tx.query<{ blkno: number; msg: string }>(
    "select blkno, msg from verify_heapam($1::oid, check_toast => true)",
    [oid],
  );
  const lost = indexed === null ? [] : await lostRows(tx, indexed);
  return [...faults.map(({ blkno, msg }) => `block ${blkno}: ${msg}`), ...lost];
}

/**
 * A table that was cut between two blocks is a shorter table, in which nothing is wrong: only its index still names the rows that
 * are gone. An index that names a block which is not there fails with "could not read blocks".
 */
async function lostRows(tx: Transaction, table: string): Promise<string[]> {
  await tx.script("set local enable_indexscan = off; set local enable_indexonlyscan = off; set local enable_bitmapscan = off");
  const [read] = await tx.query<{ rows: number }>(`select count(*) as rows from ${table}`);
  await tx.script("set local enable_seqscan = off; set local enable_indexscan = on; set local enable_indexonlyscan = on");
  // Another name for the column: a statement that is prepared already would keep its plan.
  const [indexed] = await tx.query<{ indexed: number }>(`select count(*) as indexed from ${table}`);
  if (read?.rows === indexed?.indexed) return [];
  return [`it has ${read?.rows} rows, and its index names ${indexed?.indexed}`];
}

function reasonOf(error: unknown): string {
  if (error instanceof DiskError) throw error;
  return messageOf(error);
}
