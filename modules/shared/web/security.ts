import type { Context, MiddlewareHandler } from "hono";
import { type Config, isLoopback } from "../config.ts";
import { AppError } from "../errors.ts";
import { acceptsHtml, isUnsafe, ownOrigin } from "./request.ts";
import { hasSession, isSecret } from "./session.ts";
import { signInPage } from "./sign_in.tsx";
import { wrongTokens } from "./wrong_tokens.ts";

const JSON_TYPE = /^application\/([\w.-]+\+)?json$/;
const FORM_TYPE = /^application\/x-www-form-urlencoded$/;

export interface GuardOptions {
  config: Pick<Config, "host" | "accessToken" | "allowedHosts">;
  /** A second token, which programs on this machine read from the lock file. */
  localSecret?: string | undefined;
}

/** The guards of a route, in the order in which they must run. */
export interface Guards {
  /** Checks the host name that the request is addressed to. */
  host: MiddlewareHandler;
  /** Checks the token or the session of the client. */
  token: MiddlewareHandler;
  /** Checks which site the request comes from, and the type of its body. */
  sender: MiddlewareHandler;
}

/** Creates the guards of one app. Wrong tokens are counted for all guarded routes together; `/sign-in` counts its own. */
export function guardsOf({ config: { host, accessToken, allowedHosts }, localSecret }: GuardOptions): Guards {
  const hosts = new Set([host, ...allowedHosts].map(hostName));
  const secrets = [accessToken, localSecret].filter((secret) => secret !== undefined);
  const countWrongToken = wrongTokens();
  return {
    host: async (context, next) => {
      checkHost(context, hosts);
      await next();
    },
    token: async (context, next) => {
      if (accessToken === undefined || isAuthorized(context, accessToken, secrets)) return await next();
      if (bearerOf(context) !== null) await countWrongToken();
      return refuse(context);
    },
    sender: async (context, next) => {
      checkOrigin(context);
      checkMediaType(context);
      await next();
    },
  };
}

/** Refuses unknown host names, so that another site cannot use a name of its own that points at this machine (DNS rebinding). */
function checkHost(context: Context, hosts: ReadonlySet<string>): void {
  if (!URL.canParse(context.req.url)) throw new AppError("malformed", "The request's Host header is not a host name");
  const named = [context.req.header("host"), new URL(context.req.url).host].filter((host) => host !== undefined).map(hostName);
  const unknown = named.find((host) => !isLoopback(host) && !hosts.has(host));
  if (unknown === undefined) return;
  throw new AppError(
    "misdirected",
    `This server does not answer to the name "${unknown}". If it should, start it with ALLOWED_HOSTS=${unknown}`,
  );
}

function isAuthorized(context: Context, accessToken: string, secrets: readonly string[]): boolean {
  const bearer = bearerOf(context);
  if (bearer === null) {
    context.set("signedIn", hasSession(context, accessToken));
    return context.get("signedIn");
  }
  return secrets.map((secret) => isSecret(bearer, secret)).includes(true);
}

function bearerOf(context: Context): string | null {
  return /^Bearer +(.+)$/i.exec(context.req.header("authorization") ?? "")?.[1] ?? null;
}

function refuse(context: Context): Response {
  if (isApi(context) || !acceptsHtml(context)) {
    throw new AppError("unauthorized", `Send the access token: "Authorization: Bearer <ACCESS_TOKEN>"`);
  }
  const { pathname, search } = new URL(context.req.url);
  return signInPage(context, { next: isUnsafe(context) ? "/" : pathname + search });
}

/** Refuses requests from other sites, except links to pages: they may not read, embed or post anything. */
function checkOrigin(context: Context): void {
  const origin = context.req.header("origin");
  const site = context.req.header("sec-fetch-site");
  const isForeign = origin !== undefined ? origin !== ownOrigin(context) : isUnsafe(context) && isBrowserWithoutOrigin(context);
  if (!isForeign && (site === undefined || site === "same-origin" || site === "none" || isLink(context))) return;
  throw new AppError(
    "forbidden",
    `The request comes from another site (${origin ?? site ?? "unknown"}). Open this server's own page.`,
  );
}

/** Whether the client is a browser, as it sends a cookie, but does not say which site the request comes from. */
function isBrowserWithoutOrigin(context: Context): boolean {
  return context.req.header("sec-fetch-site") === undefined && context.req.header("cookie") !== undefined;
}

function isLink(context: Context): boolean {
  return !isUnsafe(context) && !isApi(context) && context.req.header("sec-fetch-mode") === "navigate" &&
    context.req.header("sec-fetch-dest") === "document";
}

function isApi(context: Context): boolean {
  return context.get("routeGroup") === "api";
}

/** Refuses bodies of another media type, which validators would treat as empty. A form of another site cannot send JSON. */
function checkMediaType(context: Context): void {
  const given = context.req.header("content-type");
  const length = context.req.header("content-length");
  const isEmpty = length === undefined ? !context.req.header("transfer-encoding") && given === undefined : Number(length) === 0;
  if (!isUnsafe(context) || isEmpty) return;
  const type = given?.split(";")[0]?.trim().toLowerCase() ?? "";
  const [wanted, right] = isApi(context)
    ? [JSON_TYPE, "application/json"] as const
    : [FORM_TYPE, "application/x-www-form-urlencoded"] as const;
  if (wanted.test(type)) return;
  throw new AppError("malformed", `The body is ${type ? `of type "${type}"` : "of no type"}. Send "Content-Type: ${right}".`);
}

/** Returns the name in a Host header: `Example.org.:8000` -> `example.org`; `[::1]:8000` -> `[::1]`. */
function hostName(host: string): string {
  const name = host.toLowerCase().replace(/^([^[\]:]*|\[[^\]]*\])(:\d*)?$/, "$1").replace(/\.$/, "");
  return name.includes(":") && !name.startsWith("[") ? `[${name}]` : name;
}
