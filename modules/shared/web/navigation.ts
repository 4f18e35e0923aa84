import type { MiddlewareHandler } from "hono";
import { tryGetContext } from "hono/context-storage";

/** A section of the user interface, as the header of every page links it. */
export interface NavigationEntry {
  /** What a page calls the section that it belongs to. */
  name: string;
  label: string;
  href: string;
  /** The key that leads there after `g`. */
  key?: string;
  /** Whether narrow screens leave it out. */
  isWideOnly?: boolean;
  /** Whether it is shown as a button, apart from the links. */
  isButton?: boolean;
}

type Variables = { Variables: { navigation: readonly NavigationEntry[] } };

/** Gives the pages of every request the sections that the application has. */
export function navigation(entries: readonly NavigationEntry[]): MiddlewareHandler<Variables> {
  return async (context, next) => {
    context.set("navigation", entries);
    await next();
  };
}

/** The sections of the application that answers the request under way; none outside a request. */
export function currentNavigation(): readonly NavigationEntry[] {
  return tryGetContext<Variables>()?.var.navigation ?? [];
}
