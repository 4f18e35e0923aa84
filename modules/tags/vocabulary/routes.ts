import type { Database } from "../../shared/database/handle.ts";
import { type Api, endpoint } from "../../shared/endpoint.ts";
import { addAlias, getAliases, removeAlias } from "./aliases.ts";
import { createCategory, editCategory, removeCategory } from "./categories.ts";
import { addImplication, getImplications, removeImplication } from "./implications.ts";
import { mergeTags } from "./merge.ts";
import {
  AliasList,
  AliasPath,
  CategoryChange,
  CategoryDeletion,
  CategoryId,
  CategoryResult,
  ImplicationDeletion,
  ImplicationPath,
  Implications,
  Merge,
  NewAlias,
  NewCategory,
  NewImplication,
  NewTag,
  TagChange,
  TagDeletion,
  TagPath,
  VocabularyResult,
} from "./schemas.ts";
import { createTag, editTag, removeTag } from "./tags.ts";

type Dependencies = { database: Database };

/** API of the vocabulary. Each change is one operation that can be undone. */
export function vocabularyApi(api: Api, { database }: Dependencies): void {
  tagApi(api, { database });
  aliasApi(api, { database });
  implicationApi(api, { database });
  categoryApi(api, { database });
}

function tagApi(api: Api, { database }: Dependencies): void {
  endpoint(api, {
    method: "post",
    path: "/tags",
    summary: "Create a tag",
    body: NewTag,
    output: VocabularyResult,
    status: 201,
  }, ({ body }) => createTag(database, body));

  endpoint(api, {
    method: "patch",
    path: "/tags/:name",
    summary: "Rename a tag, or change its category or description; the old name becomes an alias unless `keepAlias` is false",
    params: TagPath,
    body: TagChange,
    output: VocabularyResult,
  }, ({ params, body }) => editTag(database, params.name, body));

  endpoint(api, {
    method: "delete",
    path: "/tags/:name",
    summary: "Delete a tag with its taggings, aliases and implications",
    params: TagPath,
    query: TagDeletion,
    output: VocabularyResult,
  }, ({ params, query }) => removeTag(database, params.name, query));

  endpoint(api, {
    method: "post",
    path: "/tags/:name/merge",
    summary: "Merge a tag into another: its taggings, aliases and implications move, and its name becomes an alias of the other",
    params: TagPath,
    body: Merge,
    output: VocabularyResult,
  }, ({ params, body }) => mergeTags(database, params.name, body));
}

function aliasApi(api: Api, { database }: Dependencies): void {
  endpoint(api, {
    method: "get",
    path: "/tags/:name/aliases",
    summary: "The aliases of a tag",
    params: TagPath,
    output: AliasList,
  }, async ({ params }) => ({ items: await getAliases(database, params.name), next: null }));

  endpoint(api, {
    method: "post",
    path: "/tags/:name/aliases",
    summary: "Add an alias of a tag",
    params: TagPath,
    body: NewAlias,
    output: VocabularyResult,
    status: 201,
  }, ({ params, body }) => addAlias(database, params.name, body.name));

  endpoint(api, {
    method: "delete",
    path: "/tags/:name/aliases/:alias",
    summary: "Remove an alias of a tag",
    params: AliasPath,
    output: VocabularyResult,
  }, ({ params }) => removeAlias(database, params.name, params.alias));
}

function implicationApi(api: Api, { database }: Dependencies): void {
  endpoint(api, {
    method: "get",
    path: "/tags/:name/implications",
    summary: "The tags that a tag implies, and those that imply it",
    params: TagPath,
    output: Implications,
  }, ({ params }) => getImplications(database, params.name));

  endpoint(api, {
    method: "post",
    path: "/tags/:name/implications",
    summary: "Make a tag imply another; images that have the tag already get the other too",
    params: TagPath,
    body: NewImplication,
    output: VocabularyResult,
  }, ({ params, body }) => addImplication(database, params.name, body));

  endpoint(api, {
    method: "delete",
    path: "/tags/:name/implications/:implied",
    summary: "Make a tag no longer imply another",
    params: ImplicationPath,
    query: ImplicationDeletion,
    output: VocabularyResult,
  }, ({ params, query }) => removeImplication(database, params.name, params.implied, query));
}

function categoryApi(api: Api, { database }: Dependencies): void {
  endpoint(api, {
    method: "post",
    path: "/categories",
    summary: "Create a category of tags",
    body: NewCategory,
    output: CategoryResult,
    status: 201,
  }, ({ body }) => createCategory(database, body));

  endpoint(api, {
    method: "patch",
    path: "/categories/:id",
    summary: "Rename, recolour or move a category",
    params: CategoryId,
    body: CategoryChange,
    output: CategoryResult,
  }, ({ params, body }) => editCategory(database, params.id, body));

  endpoint(api, {
    method: "delete",
    path: "/categories/:id",
    summary: "Delete a category; its tags move to another",
    params: CategoryId,
    query: CategoryDeletion,
    output: CategoryResult,
  }, ({ params, query }) => removeCategory(database, params.id, query));
}
