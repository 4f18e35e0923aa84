import type { Queryable } from "./handle.ts";

/** A table or an index of the database, with a title for people. */
export interface Relation {
  oid: number;
  title: string;
  /** Decides which function of amcheck checks it. */
  method: "heap" | "btree" | "gin";
  /** The name in SQL of a table that has an index over all of its rows; null otherwise. */
  indexed: string | null;
}

/** Lists all tables and indexes that have files, of the program, pg-boss and PostgreSQL itself, each table before its indexes. */
export async function listRelations(db: Queryable): Promise<Relation[]> {
  return await db.query<Relation>(
    `with heap as (${HEAPS})
     select oid, title, 'heap' as method,
       case when exists (
         select from pg_index join pg_class index on index.oid = indexrelid join pg_am on pg_am.oid = index.relam
         where indrelid = heap.oid and indisvalid and indpred is null and amname = 'btree')
         then oid::regclass::text end as indexed, oid as heap_oid
     from heap
     union all
     select index.oid, 'index ' || index.relname || ' of ' || title, amname, null, heap.oid
     from heap join pg_index on indrelid = heap.oid join pg_class index on index.oid = indexrelid join pg_am on pg_am.oid = index.relam
     where indisvalid and indisready and amname in ('btree', 'gin')
     order by heap_oid desc, method desc, oid`,
  );
}

/** Tables, and the TOAST tables that hold their long values. */
const HEAPS = `select stored.oid, 'table ' || coalesce(owner.oid, stored.oid)::regclass ||
    case when owner.oid is null then '' else ' (its long values)' end as title
  from pg_class stored left join pg_class owner on owner.reltoastrelid = stored.oid
  where stored.relkind in ('r', 'm', 't') and stored.relpersistence <> 't'`;

export interface RelationFile {
  title: string;
  /** Path within the directory of the database. */
  file: string;
  /** In bytes; null if the file is missing. */
  size: number | null;
}

/** Lists the files of all tables, indexes and sequences. A relation of more than 1 GB has several (`16384`, `16384.1`, ...). */
export async function listRelationFiles(db: Queryable): Promise<RelationFile[]> {
  return await db.query<RelationFile>(
    `with heap as (${HEAPS}), relation as (
       select oid, title from heap
       union all
       select indexrelid, 'index ' || relname || ' of ' || title
       from heap join pg_index on indrelid = heap.oid join pg_class on pg_class.oid = indexrelid
       union all
       select oid, 'sequence ' || oid::regclass from pg_class where relkind = 'S'
     ), named as (
       select title, pg_relation_filepath(oid) as path from relation
     ), present as (
       select folder || '/' || name as file
       from (select distinct regexp_replace(path, '/[^/]*$', '') as folder from named) as folders, pg_ls_dir(folder) as name
     )
     select title, coalesce(file, path) as file, (pg_stat_file(file, true)).size as size
     from named left join present on path = split_part(file, '.', 1)
     where path is not null order by title, file`,
  );
}
