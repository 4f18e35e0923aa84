import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { ownOrigin } from "./request.ts";

declare module "hono" {
  interface ContextVariableMap {
    /** Whether the request comes from a browser that has signed in. */
    signedIn: boolean;
  }
}

const COOKIE = "session";
const SECONDS = 30 * 24 * 3_600;

/** Whether a given secret is right. The time that this takes does not depend on how much of it is right. */
export function isSecret(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret));
}

/** Signs a browser in. The cookie holds its expiry and a MAC under the access token, so a new token ends every session. */
export function startSession(context: Context, accessToken: string, now = Date.now()): void {
  const expiry = Math.floor(now / 1000) + SECONDS;
  setCookie(context, COOKIE, `${expiry}.${mac(expiry, accessToken)}`, { ...attributes(context), maxAge: SECONDS });
}

export function endSession(context: Context): void {
  deleteCookie(context, COOKIE, attributes(context));
}

export function hasSession(context: Context, accessToken: string, now = Date.now()): boolean {
  const [expiry = "", signature = ""] = (getCookie(context, COOKIE) ?? "").split(".");
  return /^\d{1,12}$/.test(expiry) && Number(expiry) * 1000 > now && isSecret(signature, mac(Number(expiry), accessToken));
}

function attributes(context: Context) {
  return { httpOnly: true, sameSite: "Lax", path: "/", secure: ownOrigin(context).startsWith("https:") } as const;
}

function mac(expiry: number, accessToken: string): string {
  return createHmac("sha256", accessToken).update(`session ${expiry}`).digest("base64url");
}

function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
