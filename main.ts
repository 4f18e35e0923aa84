import { createApp, createStartingApp } from "./modules/app/create_app.ts";
import { type Engine, openEngine } from "./modules/app/engine.ts";
import { readConfig, Settings } from "./modules/shared/config.ts";
import { AppError } from "./modules/shared/errors.ts";
import { createLog, type Log } from "./modules/shared/log.ts";
import { checkAddress, listen, stopOnSignal } from "./modules/shared/web/server.ts";

async function start(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.log);
  logDefects(log);
  checkAddress(config);
  let app = createStartingApp(log);
  const running: { engine?: Engine } = {};
  const server = listen({ fetch: (request, ...rest) => app.fetch(request, ...rest) }, config);
  stopOnSignal(() => server.stop(async () => await running.engine?.stopWork(), async () => await running.engine?.close()));
  const engine = running.engine = await openEngine(config, { log, waitMilliseconds: Infinity });
  app = createApp({ ...engine, log });
  await engine.setAddress(server.address);
  print(`Image Tagger is at ${server.address}`);
}

/** An error that nobody looks after is a defect, in a library perhaps; it must not take down what everybody else is doing. */
function logDefects(log: Log): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log.error("A defect: nobody handled a rejection", { error: event.reason });
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    log.error("A defect: nobody caught an error", {
      error: event.error ?? event.message,
      at: `${event.filename}:${event.lineno}`,
    });
  });
}

function help(): string {
  const settings = Object.entries(Settings.shape).map(([key, { description }]) => `  ${key.padEnd(28)}${description}`);
  return ["Serves Image Tagger until Ctrl-C.", "", "Settings (environment, or a file .env here):", ...settings].join("\n");
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
}

function refuse(error: unknown): never {
  if (!(error instanceof AppError)) throw error;
  Deno.stderr.writeSync(new TextEncoder().encode(`Image Tagger cannot start:\n${error.message}\n`));
  Deno.exit(error.code === "invalid" ? 2 : 1);
}

if (import.meta.main && Deno.args.includes("--help")) print(help());
else if (import.meta.main) await start().catch(refuse);
