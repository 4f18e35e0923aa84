/**
 * Loaded before the program (`--preload`): the first SIGUSR2 puts its clock an hour ahead, the second one an hour behind, the
 * third one right again. The machine's own clock cannot be set for one process.
 */
const HOUR = 3_600_000;
const OFFSETS = [0, HOUR, -HOUR];
const SystemDate = Date;
let turn = 0;

const now = () => SystemDate.now() + (OFFSETS[turn % OFFSETS.length] ?? 0);

// A proxy and no subclass: dates that come from workers stay instances of it.
globalThis.Date = new Proxy(SystemDate, {
  get: (target, name) => name === "now" ? now : Reflect.get(target, name),
  construct: (target, args) => Reflect.construct(target, args.length === 0 ? [now()] : args),
  apply: () => new SystemDate(now()).toString(),
});
Deno.addSignalListener("SIGUSR2", () => turn++);
