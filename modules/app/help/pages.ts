import { CRAWLERS_HELP } from "../../crawl/help/crawlers.tsx";
import { CRAWLING_HELP } from "../../crawl/help/crawling.tsx";
import { REASONS_HELP } from "../../crawl/help/reasons.tsx";
import { SEARCH_HELP } from "../../search/help_page.tsx";
import type { HelpPage } from "../../shared/web/help.tsx";
import { API_HELP } from "./api.tsx";
import { COMMANDS_HELP } from "./commands.tsx";
import { KEYS_HELP } from "./keys.tsx";
import { OPERATING_HELP } from "./operating.tsx";
import { VERIFY_HELP } from "./verify.tsx";

/** The pages of the help, in the order of its index. */
export const HELP_PAGES: readonly HelpPage[] = [
  SEARCH_HELP,
  KEYS_HELP,
  CRAWLING_HELP,
  REASONS_HELP,
  CRAWLERS_HELP,
  COMMANDS_HELP,
  API_HELP,
  OPERATING_HELP,
  VERIFY_HELP,
];
