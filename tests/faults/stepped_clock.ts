/**
 * Is loaded before the program (`--preload`), because the machine's clock cannot be set for one process. The first SIGUSR2 sets
 * the program's clock an hour ahead, the second an hour behind, and the third right again.
 */
const HOUR = 3_600_000;
const OFFSETS = [0, HOUR, -HOUR];
const SystemDate = Date;
let turn = 0;

const now = () => SystemDate.now() + (OFFSETS[turn % OFFSETS.length] ?? 0);

// A proxy instead of a subclass, so that dates that come from workers are instances of it.
globalThis.Date = new Proxy(SystemDate, {
  get: (target, name) => name === "now" ? now : Reflect.get(target, name),
  construct: (target, args) => Reflect.construct(target, args.length === 0 ? [now()] : args),
  apply: () => new SystemDate(now()).toString(),
});
Deno.addSignalListener("SIGUSR2", () => turn++);
