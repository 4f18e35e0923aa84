import assert from "node:assert/strict";
import { JobOptions } from "../../../modules/crawl/schemas.ts";

Deno.test("include and exclude refuse an invalid expression, and say what is wrong with it", () => {
  for (const name of ["include", "exclude"]) {
    const result = JobOptions.safeParse({ [name]: ["*/gallery/*", "/(a/", "/a{999}/i"] });
    assert.ok(!result.success);
    assert.deepEqual(result.error.issues.map(({ path, message }) => [path, message]), [
      [[name, 1], '"/(a/" is not a regular expression (missing closing ): `(a`)'],
      [[name, 2], '"/a{999}/i" is too large a regular expression: repeat less'],
    ]);
  }
  assert.deepEqual(JobOptions.parse({ include: ["/a+/i", "/plain/*"] }).include, ["/a+/i", "/plain/*"]);
});
