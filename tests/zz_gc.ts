import postgres from "postgres";
const mode = Deno.args[0];
const sql = postgres("postgres://test@127.0.0.1:5544/bench_search", { max: Number(Deno.args[1] ?? 10) });
const text = `select n, 'some text that is a bit longer ' || n as a, 'more of it ' || n as b from generate_series(1, 40) n`;
for (let i = 0; i < 20000; i++) {
  if (mode === "unsafe") await sql.unsafe(text, [], { prepare: true });
  if (mode === "tag") {
    await sql`select n, 'some text that is a bit longer ' || n as a, 'more of it ' || n as b from generate_series(1, 40) n`;
  }
}
await sql.end();
