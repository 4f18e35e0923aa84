/** Builds the data of the search bench one step at a time: `build_main.ts IMAGES [embedded] [STEPS]`. */
import { buildSome } from "./library.ts";

const [images = "1000000", kind = "server", steps = "1"] = Deno.args;
Deno.exit(await buildSome(Number(images), kind === "embedded" ? "embedded" : "server", Number(steps)) === 0 ? 0 : 3);
