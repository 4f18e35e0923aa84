import assert from "node:assert/strict";
import { libraryApi } from "../support/api.ts";
import { withDatabase } from "../support/database.ts";
import { insertImages } from "../support/images.ts";

withDatabase("an operation is found in the history, undone and redone through the API", async (database) => {
  await insertImages(database, 3);
  const call = libraryApi(database);
  const edit = await call("POST", "/api/images/tags", { select: { ids: [1, 2] }, add: ["Red Boat"] });
  const { id } = edit.body.operation;
  const listed = await call("GET", "/api/operations?image=1&tag=red%20boat&kind=tag");
  assert.deepEqual(listed.body.items.map(({ summary, images, added }: Record<string, unknown>) => [summary, images, added]), [
    ["Add red_boat", 2, 2],
  ]);
  assert.deepEqual((await call("GET", `/api/operations/${id}`)).body.taggings[0].images, [1, 2]);
  const undone = await call("POST", `/api/operations/${id}/undo`);
  assert.deepEqual([undone.status, undone.body.operation.summary, undone.body.skipped], [200, "Undo: Add red_boat", []]);
  const again = await call("POST", `/api/operations/${id}/undo`);
  assert.equal(again.status, 409);
  assert.match(again.body.detail, /undone already by operation 2: undo that one to bring it back/);
  assert.equal(
    (await call("POST", `/api/operations/${undone.body.operation.id}/undo`)).body.operation.summary,
    "Redo: Add red_boat",
  );
  assert.equal((await call("GET", "/api/images/1/tags")).body.items[0].name, "red_boat");
});

withDatabase("an image is trashed and restored, and both can be undone", async (database) => {
  await insertImages(database, 2);
  const call = libraryApi(database);
  const trashed = await call("DELETE", "/api/images/1");
  assert.equal(trashed.status, 200);
  assert.ok(trashed.body.deletedAt);
  assert.equal((await call("GET", "/api/images")).body.count.value, 1);
  const restored = await call("POST", "/api/images/1/restore");
  assert.deepEqual([restored.body.deletedAt, restored.body.operation.summary], [null, "Restore image 1"]);
  assert.equal((await call("POST", "/api/images/1/restore")).body.operation, null);
  await call("POST", `/api/operations/${restored.body.operation.id}/undo`);
  assert.ok((await call("GET", "/api/images/1")).body.deletedAt);
  const noted = await call("PATCH", "/api/images/2", { note: "a\u0000b" });
  assert.deepEqual([noted.body.note, noted.body.operation.summary], ["ab", "Edit the note of image 2"]);
});

withDatabase("an unknown operation or image is answered with 404, an invalid query with 422 or 400", async (database) => {
  const call = libraryApi(database);
  const statuses: [method: string, path: string, status: number][] = [
    ["GET", "/api/operations/7", 404],
    ["POST", "/api/operations/7/undo", 404],
    ["POST", "/api/operations/9007199254740991/undo", 404],
    ["DELETE", "/api/images/7", 404],
    ["POST", "/api/images/7/restore", 404],
    ["GET", "/api/operations/x", 422],
    ["GET", "/api/operations?image=x", 422],
    ["GET", "/api/operations?image=9007199254740991", 422],
    ["GET", `/api/operations?image=${2 ** 46 - 1}`, 200],
    ["GET", "/api/operations?tag=-x", 422],
    ["GET", "/api/operations?kind=a%20b", 422],
    ["GET", "/api/operations?cursor=zzz", 400],
    ["GET", "/api/operations?limit=201", 422],
  ];
  for (const [method, path, status] of statuses) assert.equal((await call(method, path)).status, status, `${method} ${path}`);
});
