import type { NavigationEntry } from "../shared/web/navigation.ts";

/** The sections of the user interface, in the order of the header. `g` and then the key leads there. */
export const NAVIGATION: readonly NavigationEntry[] = [
  { name: "gallery", label: "Gallery", href: "/", key: "g" },
  { name: "tags", label: "Tags", href: "/tags", key: "t" },
  { name: "jobs", label: "Jobs", href: "/jobs", key: "j" },
  { name: "history", label: "History", href: "/operations", key: "h" },
  { name: "api", label: "API", href: "/api/docs", isWideOnly: true },
  { name: "new_crawl", label: "New crawl", href: "/jobs/new", key: "n", isButton: true },
];
