import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ComponentChildren } from "preact";
import { formatCount, plural } from "../../../shared/web/format.ts";
import { type LastDone, Layout } from "../../../shared/web/layout.tsx";
import type { Category, Tag } from "../../schemas.ts";
import { TagDot } from "../../tag_dot.tsx";
import { tagUrl } from "../../urls.ts";
import type { Alias, Implications } from "../schemas.ts";
import type { TagForm } from "../tag_forms.ts";
import { Aliases } from "./aliases.tsx";
import { Details } from "./details.tsx";
import { ImplicationLists } from "./implication_lists.tsx";
import { DeleteForm, MergeForm, RenameForm } from "./name_forms.tsx";

/** The error with which a form of the page was refused. */
export interface FormFault {
  act: TagForm["act"];
  fault: string;
  status: ContentfulStatusCode;
}

export interface TagPageProps {
  tag: Tag;
  aliases: Alias[];
  implications: Implications;
  categories: Category[];
  done: LastDone | null;
  fault?: FormFault | undefined;
}

/** The page of one tag: its description, aliases and implications, and the forms that change it. */
export function TagPage({ tag, aliases, implications, categories, done, fault }: TagPageProps) {
  const faultFor = (...acts: TagForm["act"][]) => fault !== undefined && acts.includes(fault.act) ? fault.fault : null;
  return (
    <Layout title={tag.name} active="tags" done={done}>
      <p class="mb-3">
        <a href="/tags">Tags</a>
      </p>
      <div class="mb-6 flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h1 class="flex min-w-0 items-center gap-2.5">
          <TagDot colour={tag.colour} category={tag.category} />
          {tag.displayName}
        </h1>
        {tag.displayName !== tag.name && <code class="font-mono text-muted">{tag.name}</code>}
        <span class="text-muted">{tag.category}</span>
        <a href={tagUrl(tag.name)}>{plural(tag.imageCount, "image")}</a>
        <a href={`/operations?${new URLSearchParams({ tag: tag.name })}`}>History</a>
      </div>
      <div class="grid gap-x-8 gap-y-6 lg:grid-cols-2">
        <Part title="Description" fault={faultFor("edit")}>
          <Details tag={tag} categories={categories} />
        </Part>
        <Part
          title={`Aliases${aliases.length > 0 ? ` (${formatCount(aliases.length)})` : ""}`}
          fault={faultFor("add_alias", "remove_alias")}
        >
          <Aliases tag={tag} aliases={aliases} />
        </Part>
        <Part title="Implications" fault={faultFor("add_implication", "remove_implication")}>
          <ImplicationLists tag={tag} implications={implications} />
        </Part>
        <Part title="Rename, merge, delete" fault={faultFor("rename", "merge", "delete")}>
          <RenameForm tag={tag} />
          <MergeForm tag={tag} />
          <DeleteForm tag={tag} />
        </Part>
      </div>
    </Layout>
  );
}

function Part({ title, fault, children }: { title: string; fault: string | null; children: ComponentChildren }) {
  return (
    <section class="min-w-0" aria-label={title}>
      <h2 class="mb-2">{title}</h2>
      <div class="card flex flex-col gap-4 p-4">
        {fault !== null && <p class="text-bad" role="alert">{fault}</p>}
        {children}
      </div>
    </section>
  );
}
