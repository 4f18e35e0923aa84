import type { MiddlewareHandler } from "hono";
import { tryGetContext } from "hono/context-storage";

/** A section of the user interface, as the header of every page links it. */
export interface NavigationEntry {
  /** The name by which a page says that it belongs to the section. */
  name: string;
  label: string;
  href: string;
  /** The key that leads to the section after `g`. */
  key?: string;
  /** Whether narrow screens leave it out. */
  isWideOnly?: boolean;
  /** Whether it is shown as a button, apart from the links. */
  isButton?: boolean;
}

type Variables = { Variables: { navigation: readonly NavigationEntry[] } };

/** Passes the sections of the application to the pages of every request. */
export function navigation(entries: readonly NavigationEntry[]): MiddlewareHandler<Variables> {
  return async (context, next) => {
    context.set("navigation", entries);
    await next();
  };
}

/** Returns the sections of the application that answers the current request; none outside of a request. */
export function currentNavigation(): readonly NavigationEntry[] {
  return tryGetContext<Variables>()?.var.navigation ?? [];
}
