import assert from "node:assert/strict";
import { isLoopback, readConfig } from "../../modules/shared/config.ts";
import { AppError } from "../../modules/shared/errors.ts";

function faultsOf(environment: Record<string, string>): Record<string, string> {
  try {
    readConfig(environment);
  } catch (error) {
    assert(error instanceof AppError);
    assert.equal(error.code, "invalid");
    for (const { path } of error.faults) assert.match(error.message, new RegExp(`^${path} `, "m"));
    return Object.fromEntries(error.faults.map(({ path, message }) => [path, message]));
  }
  return {};
}

Deno.test("readConfig() needs nothing: the defaults serve this machine only", () => {
  const config = readConfig({});
  assert.equal(config.host, "127.0.0.1");
  assert.equal(config.port, 8000);
  assert.equal(config.databaseUrl, undefined);
  assert.deepEqual(config.crawl.allowedPrivateHosts, []);
  assert.deepEqual(config.crawl.allowedPorts, [80, 443, 8080, 8443]);
});

Deno.test("readConfig() reports every fault at once, each with its setting and its value", () => {
  const faults = faultsOf({
    HOST: "0.0.0.0",
    PORT: "eighty",
    DATABASE_URL: "mysql://db",
    CRAWL_ALLOWED_PORTS: "80,http",
    LOG_LEVEL: "loud",
    DATA_DIR: "my data",
    INSPECT_PROCESSES: "0",
  });
  assert.deepEqual(
    Object.keys(faults).sort(),
    ["ACCESS_TOKEN", "CRAWL_ALLOWED_PORTS", "DATABASE_URL", "DATA_DIR", "INSPECT_PROCESSES", "LOG_LEVEL", "PORT"],
  );
  assert.match(faults.PORT ?? "", /must be a number \(is "eighty"\)/);
});

Deno.test("readConfig() refuses a host that others reach without an access token, and a short token", () => {
  for (const HOST of ["0.0.0.0", "::", "192.168.1.5", "pictures.example", "localhost.example"]) {
    assert.match(faultsOf({ HOST }).ACCESS_TOKEN ?? "", /must be set/, HOST);
    assert.deepEqual(faultsOf({ HOST, ACCESS_TOKEN: "0123456789abcdef" }), {});
  }
  for (const HOST of ["127.0.0.1", "127.8.9.1", "::1", "localhost"]) assert.deepEqual(faultsOf({ HOST }), {}, HOST);
  assert.match(faultsOf({ ACCESS_TOKEN: "short" }).ACCESS_TOKEN ?? "", /at least 16/);
});

Deno.test("readConfig() never repeats a secret in a fault", () => {
  assert.doesNotMatch(JSON.stringify(faultsOf({ ACCESS_TOKEN: "hunter2" })), /hunter2/);
  assert.doesNotMatch(JSON.stringify(faultsOf({ DATABASE_URL: "mysql://me:hunter2@db" })), /hunter2/);
});

Deno.test("readConfig() treats an empty setting as unset, and freezes its result", () => {
  const config = readConfig({ PORT: "", ACCESS_TOKEN: "", ALLOWED_HOSTS: "a.example, b.example ,", UNKNOWN: "x" });
  assert.equal(config.port, 8000);
  assert.equal(config.accessToken, undefined);
  assert.deepEqual(config.allowedHosts, ["a.example", "b.example"]);
  assert(Object.isFrozen(config) && Object.isFrozen(config.crawl) && Object.isFrozen(config.crawl.allowedPorts));
});

Deno.test("isLoopback() knows only this machine's own names", () => {
  for (const host of ["127.0.0.1", "127.255.1.2", "localhost", "::1", "[::1]"]) assert(isLoopback(host), host);
  for (const host of ["0.0.0.0", "::", "127.0.0.1.evil.example", "localhost.", "128.0.0.1", "1127.0.0.1", ""]) {
    assert(!isLoopback(host), host);
  }
});
