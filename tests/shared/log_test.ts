import assert from "node:assert/strict";
import { createLog } from "../../modules/shared/log.ts";

function linesOf(format: "text" | "json", level: "debug" | "warning" = "debug") {
  const lines: string[] = [];
  return { log: createLog({ level, format, write: (line) => lines.push(line) }), lines };
}

Deno.test("createLog() writes one JSON object a line, errors with their stack", () => {
  const { log, lines } = linesOf("json");
  log.info("Job 7\nstarted", { job: 7, error: new Error("boom") });
  assert.equal(lines[0]?.split("\n").length, 2);
  const line = JSON.parse(lines[0] ?? "");
  assert.equal(line.level, "info");
  assert.equal(line.message, "Job 7\nstarted");
  assert.equal(line.job, 7);
  assert.match(line.error, /boom\n.*log_test/s);
  assert(!Number.isNaN(Date.parse(line.time)));
});

Deno.test("createLog() leaves out what is less serious than its level", () => {
  const { log, lines } = linesOf("json", "warning");
  log.debug("a");
  log.info("b");
  log.warning("c");
  log.error("d");
  assert.deepEqual(lines.map((line) => JSON.parse(line).message), ["c", "d"]);
});

Deno.test("createLog() lets no control character of a crawled site reach the terminal", () => {
  const { log, lines } = linesOf("text");
  log.info("title \x1b]0;pwned\x07\nnew line", { url: "http://a.test/\x1b[31m\r\n", list: ["\x1b[0m"] });
  // deno-lint-ignore no-control-regex
  const own = lines.join("").replace(/\x1b\[\d+m/g, "");
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(own.trimEnd(), /[\x00-\x1f\x7f-\x9f]/);
  assert.match(own, /url=http:\/\/a\.test\//);
});
