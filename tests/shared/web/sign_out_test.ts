import assert from "node:assert/strict";
import { openTestApp } from "../../support/app.ts";

const TOKEN = "correct-horse-battery-staple";
const BUTTON = /<form method="post" action="\/sign-out">/;

Deno.test("every page offers to sign out to a browser that has signed in, and to nobody else", async () => {
  const { app, close } = await openTestApp({ ACCESS_TOKEN: TOKEN });
  try {
    const signedIn = await app.request("/sign-in", { method: "POST", body: new URLSearchParams({ token: TOKEN }) });
    const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    const page = async (path: string, headers: Record<string, string>) => {
      const answer = await app.request(path, { headers });
      assert.equal(answer.status, 200);
      return await answer.text();
    };
    for (const path of ["/", "/tags", "/jobs", "/api/docs"]) {
      assert.match(await page(path, { cookie }), BUTTON, path);
      assert.doesNotMatch(await page(path, { authorization: `Bearer ${TOKEN}` }), BUTTON, path);
    }
  } finally {
    await close();
  }
});
