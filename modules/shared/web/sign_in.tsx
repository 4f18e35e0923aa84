import type { Context, Hono } from "hono";
import { z } from "zod";
import { validate } from "../validate.ts";
import { localPath } from "./local_path.ts";
import { endSession, isSecret, startSession } from "./session.ts";
import { standalonePage } from "./standalone.tsx";
import { wrongTokens } from "./wrong_tokens.ts";

const SignIn = z.object({ token: z.string().max(1_000).default(""), next: z.string().max(4_000).default("/") });

/** `POST /sign-in`. It checks the access token itself: whoever asks has no session yet. */
export function signInRoute(app: Hono, { accessToken }: { accessToken: string | undefined }): void {
  const tried = wrongTokens();

  app.post("/sign-in", validate("form", SignIn), async (context) => {
    const { token, next } = context.req.valid("form");
    if (accessToken === undefined) return context.redirect(localPath(next), 303);
    if (!isSecret(token.trim(), accessToken)) {
      await tried();
      return signInPage(context, { next, fault: "That is not the access token of this server." });
    }
    startSession(context, accessToken);
    return context.redirect(localPath(next), 303);
  });
}

/** `POST /sign-out`. */
export function signOutRoute(app: Hono): void {
  app.post("/sign-out", (context) => {
    endSession(context);
    return context.redirect("/", 303);
  });
}

/** Returns the sign-in page with status 401, for a person who has not signed in. */
export function signInPage(context: Context, { next, fault }: { next: string; fault?: string }): Response {
  return standalonePage(context, {
    title: "Sign in to Image Tagger",
    status: 401,
    children: (
      <form method="post" action="/sign-in">
        <p>The access token is the ACCESS_TOKEN that this server was started with.</p>
        {fault && <p role="alert">{fault}</p>}
        <input type="hidden" name="next" value={localPath(next)} />
        <label for="token">Access token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus />
        <button type="submit">Sign in</button>
      </form>
    ),
  });
}
