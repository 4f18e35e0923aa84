import { z } from "zod";
import { AppError } from "./errors.ts";

const list = z.string().transform((text) => text.split(",").map((part) => part.trim()).filter((part) => part !== ""));
const port = z.string().regex(/^\d+$/, "must be port numbers, separated by commas").transform(Number).pipe(
  z.number().min(1).max(65_535),
);

/** Every setting, as the environment spells it. `--help` and /help/operating list them; README's short table is tested against it. */
export const Settings = z.object({
  HOST: z.string().default("127.0.0.1").describe("Address to listen on; anything but loopback needs ACCESS_TOKEN"),
  PORT: z.coerce.number("must be a number").int().min(0).max(65_535).default(8000).describe(
    "Port to listen on; 0 takes a free one",
  ),
  DATA_DIR: z.string().regex(/^[^\s,]+$/, "must not hold spaces or commas").default("./data").describe(
    "Where images, thumbnails and the embedded database are kept",
  ),
  MIN_FREE_MEGABYTES: z.coerce.number("must be a number").int().min(1).max(1_000_000).default(256).describe(
    "While less is free on the disk of DATA_DIR, jobs are paused and changes to an embedded database are refused",
  ),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must begin with postgres://").optional().describe(
    "A PostgreSQL server, 15 or later; unset: the embedded database",
  ),
  ACCESS_TOKEN: z.string().min(16, "must have at least 16 characters").regex(/^\S+$/, "must not hold white space").optional()
    .describe(
      "What people and programs sign in with; must be set unless HOST is loopback",
    ),
  ALLOWED_HOSTS: list.default([]).describe("Host names, besides HOST and loopback, that requests may be addressed to"),
  CRAWL_ALLOWED_PRIVATE_HOSTS: list.default([]).describe("`host` or `host:port` in private networks that may be crawled"),
  CRAWL_ALLOWED_PORTS: list.pipe(z.array(port)).default([80, 443, 8080, 8443]).describe("Ports that may be crawled"),
  CRAWL_CONCURRENT_JOBS: z.coerce.number().int().min(1).max(32).default(2).describe("Jobs that run at the same time"),
  CRAWL_USER_AGENT: z.string().regex(/^[\x20-\x7e]{1,300}$/, "must be printable ASCII").default(
    "ImageTagger/0.1",
  ).describe("How the crawler names itself; robots.txt is matched against the part before the slash"),
  CRAWL_CONTACT: z.string().regex(
    /^(https?:\/\/|[^\s@]+@)[\x21-\x27\x2a-\x7e]{1,200}$/,
    "must be an address on the web or of mail",
  )
    .optional().describe(
      "Where the owner of a crawled site reaches you: an address on the web or of mail, sent with the crawler's name",
    ),
  CRAWLERS_DIR: z.string().regex(/^[^\s,]+$/, "must not hold spaces or commas").optional().describe(
    "Folder of site crawlers of your own, one file each",
  ),
  INSPECT_PROCESSES: z.coerce.number().int().min(1).max(64).default(1).describe(
    "Child processes that decode images, four at a time each",
  ),
  LOG_LEVEL: z.enum(["debug", "info", "warning", "error"]).default("info").describe("The least serious line to log"),
  LOG_FORMAT: z.enum(["text", "json"]).optional().describe("Form of the log lines; unset: text on a terminal, json elsewhere"),
});

export type Settings = z.infer<typeof Settings>;

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Bytes. */
  readonly minFree: number;
  readonly databaseUrl: string | undefined;
  readonly accessToken: string | undefined;
  readonly allowedHosts: readonly string[];
  readonly inspectProcesses: number;
  readonly crawl: {
    readonly allowedPrivateHosts: readonly string[];
    readonly allowedPorts: readonly number[];
    readonly concurrentJobs: number;
    readonly userAgent: string;
    readonly crawlersDir: string | undefined;
  };
  readonly log: { readonly level: Settings["LOG_LEVEL"]; readonly format: "text" | "json" };
}

/** Reads the settings. Throws `invalid` with all faults, not only the first one. The result is frozen. */
export function readConfig(environment: Record<string, string> = Deno.env.toObject()): Config {
  const present = Object.fromEntries(
    Object.keys(Settings.shape).map((key) => [key, environment[key]]).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = Settings.safeParse(present);
  const faults = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => faultOf(String(path[0]), message, present));
  const host = environment.HOST || "127.0.0.1";
  if (!isLoopback(host) && !environment.ACCESS_TOKEN) {
    faults.push({ path: "ACCESS_TOKEN", message: `must be set, because HOST=${host} can be reached from other machines` });
  }
  if (!parsed.success || faults.length > 0) {
    throw new AppError("invalid", faults.map(({ path, message }) => `${path} ${message}`).join("\n"), { faults });
  }
  return freeze(configOf(parsed.data));
}

/** Returns the directory that relative paths of a command begin at. The task runner itself runs in the project's directory. */
export function typedIn(): string {
  return Deno.env.get("INIT_CWD") ?? Deno.cwd();
}

/** Whether an address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

function faultOf(key: string, message: string, present: Record<string, string | undefined>) {
  const isSecret = key === "ACCESS_TOKEN" || key === "DATABASE_URL";
  return { path: key, message: isSecret ? message : `${message} (is "${present[key]}")` };
}

function configOf(settings: Settings): Config {
  return {
    host: settings.HOST,
    port: settings.PORT,
    dataDir: settings.DATA_DIR,
    minFree: settings.MIN_FREE_MEGABYTES * 1_000_000,
    databaseUrl: settings.DATABASE_URL,
    accessToken: settings.ACCESS_TOKEN,
    allowedHosts: settings.ALLOWED_HOSTS,
    inspectProcesses: settings.INSPECT_PROCESSES,
    crawl: {
      allowedPrivateHosts: settings.CRAWL_ALLOWED_PRIVATE_HOSTS,
      allowedPorts: settings.CRAWL_ALLOWED_PORTS,
      concurrentJobs: settings.CRAWL_CONCURRENT_JOBS,
      userAgent: settings.CRAWL_CONTACT ? `${settings.CRAWL_USER_AGENT} (+${settings.CRAWL_CONTACT})` : settings.CRAWL_USER_AGENT,
      crawlersDir: settings.CRAWLERS_DIR,
    },
    log: { level: settings.LOG_LEVEL, format: settings.LOG_FORMAT ?? (Deno.stderr.isTerminal() ? "text" : "json") },
  };
}

function freeze<T extends object>(value: T): Readonly<T> {
  for (const part of Object.values(value)) if (typeof part === "object" && part !== null) freeze(part);
  return Object.freeze(value);
}
