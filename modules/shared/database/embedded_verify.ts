import { DiskError, messageOf } from "../errors.ts";
import { listRelationFiles, listRelations, type Relation, type RelationFile } from "./embedded_relations.ts";
import type { Database, Transaction } from "./handle.ts";

export interface Verified {
  checked: number;
  /** One sentence per breach, which names the table. */
  breaches: string[];
}

const BLOCK = 8_192;
/** The most faults that are listed for one relation, because each broken row is a fault. */
const SHOWN = 3;
/** After this many ends of the database's process the rest is not checked. */
const LOSSES = 5;

/**
 * Reads every file, table and index of an embedded database in full, with PostgreSQL's own amcheck, and changes nothing. Anything
 * that cannot be read is a breach. Throws `DiskError` if the disk is full, which is no damage: the extension needs space.
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

/** Checks that a file is a whole number of blocks. PostgreSQL writes whole blocks and ignores bytes after the last one. */
function fileBreach({ title, file, size }: RelationFile): string[] {
  if (size === null) return [`${title}: its file ${file} is missing`];
  if (size % BLOCK === 0) return [];
  return [`${title}: its file ${file} has ${size} bytes, which is not a whole number of blocks of ${BLOCK}: it was cut`];
}

/** Adds titles to the files in a fault, because PostgreSQL may name the file of another relation: an index's table, or the catalog. */
function withTitles(fault: string, files: RelationFile[]): string {
  return fault.replace(/"(base|global)\/[\d/.]+"/g, (file) => {
    const named = files.find((one) => `"${one.file}"` === file);
    return named ? `${file} (${named.title})` : file;
  });
}

/** Checks all relations in one transaction. If the process ends, the next transaction continues after the relation that ended it. */
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
        // This removes the extension, which is not needed any more.
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

/** Checks one relation within a savepoint, so that an error does not end the checks of other relations. */
async function verifyInSavepoint(tx: Transaction, relation: Relation | undefined): Promise<string[]> {
  if (!relation) return [];
  const { title } = relation;
  const found = await faultsOf(tx, relation).catch((error: unknown) => [reasonOf(error)]);
  await tx.script("rollback to savepoint relation");
  const more = found.length > SHOWN ? [`${title}: and ${found.length - SHOWN} faults more`] : [];
  return [...found.slice(0, SHOWN).map((fault) => `${title}: ${fault}`), ...more];
}

/**
 * Returns the statement that checks an index, and for a table that is not empty also that the index names every row. It runs as a
 * script, which may take longer than a statement: 2 million rows took 6 s on a machine that was busy with eight other tasks.
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
 * Compares the number of rows by the table and by its index. A table that was cut between two blocks looks intact, but its index
 * still names the lost rows. An index that names a missing block fails with "could not read blocks".
 */
async function lostRows(tx: Transaction, table: string): Promise<string[]> {
  await tx.script("set local enable_indexscan = off; set local enable_indexonlyscan = off; set local enable_bitmapscan = off");
  const [read] = await tx.query<{ rows: number }>(`select count(*) as rows from ${table}`);
  await tx.script("set local enable_seqscan = off; set local enable_indexscan = on; set local enable_indexonlyscan = on");
  // The column has another name, so that this is another prepared statement and gets a new plan.
  const [indexed] = await tx.query<{ indexed: number }>(`select count(*) as indexed from ${table}`);
  if (read?.rows === indexed?.indexed) return [];
  return [`it has ${read?.rows} rows, and its index names ${indexed?.indexed}`];
}

function reasonOf(error: unknown): string {
  if (error instanceof DiskError) throw error;
  return messageOf(error);
}
