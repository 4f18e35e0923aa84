import assert from "node:assert/strict";
import { libraryApi } from "../../support/api.ts";
import { withDatabase } from "../../support/database.ts";
import { insertImages } from "../../support/images.ts";
import { AWKWARD_WORDS } from "../../support/query_words.ts";
import { pick, seededRandom } from "../../support/random.ts";
import { randomQuery } from "../../support/random_query.ts";
import { randomString } from "../../support/random_string.ts";

const SEARCHES = 600;

withDatabase("GET /api/images and GET /api/autocomplete answer any text or say what is wrong with it", async (database) => {
  await insertImages(database, 60);
  for (const name of AWKWARD_WORDS.tags) await database.query("insert into tag (name) values ($1)", [name]);
  const call = libraryApi(database);
  const random = seededRandom(5);
  for (let index = 0; index < SEARCHES; index++) {
    const q = random() < 0.3 ? randomQuery(random, AWKWARD_WORDS) : randomString(random);
    const path = pick(random, ["/api/images", "/api/images", "/api/autocomplete"]);
    const { status, body } = await call("GET", `${path}?${new URLSearchParams({ q })}`);
    assert.ok([200, 400, 422].includes(status), `${status} for ${JSON.stringify(q)}: ${JSON.stringify(body)}`);
    if (status === 400) assert.ok(body.errors[0].column >= 1 && body.errors[0].length >= 1, JSON.stringify(body));
  }
});
