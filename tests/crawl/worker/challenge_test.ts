import assert from "node:assert/strict";
import { challengeOf } from "../../../modules/crawl/worker/challenge.ts";
import { bytes, html, openSite } from "../../support/site.ts";
import { conclusion, visitOnce } from "../../support/visit.ts";

interface Sample {
  status?: number;
  headers?: Record<string, string>;
  text?: string | null;
}
const serviceOf = ({ status = 200, headers = {}, text = null }: Sample) =>
  challengeOf({ status, headers: new Headers(headers), text });
const page = (title: string, body: string) =>
  `<!doctype html><html><head><title>${title}</title></head><body>${body}</body></html>`;
const script = (src: string) => `<script src="${src}"></script>`;
const widget = (key: string, src: string) => `<div class="${key}"></div>${script(src)}`;
const RECAPTCHA = widget("g-recaptcha", "https://www.google.com/recaptcha/api.js");

const CHALLENGES: [service: string, sample: Sample][] = [
  ["Cloudflare", { status: 403, headers: { "cf-mitigated": "challenge" } }],
  ["Cloudflare", {
    status: 200,
    text: page("Just a moment...", script("/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1")),
  }],
  ["Cloudflare", {
    status: 503,
    text: page("Einen Moment", `<script>window._cf_chl_opt = {};</script>${script("/cdn-cgi/challenge-platform/x")}`),
  }],
  ["Cloudflare", { status: 403, text: page("Attention Required! | Cloudflare", `<form class="cf-captcha">captcha</form>`) }],
  ["AWS WAF", { status: 202, headers: { "x-amzn-waf-action": "challenge" } }],
  ["AWS WAF", { status: 405, headers: { "x-amzn-waf-action": "captcha" } }],
  ["AWS WAF", {
    status: 202,
    text: page("", `<script>window.gokuProps = {}</script>${script("https://1.token.awswaf.com/1/2/challenge.js")}`),
  }],
  ["Akamai", { status: 200, text: page("", `<div id="sec-if-cpt-container"></div>`) }],
  ["Akamai", { status: 200, text: `<meta http-equiv="refresh" content="5; URL='/?bm-verify=AAQ'" />` }],
  ["DataDome", {
    status: 403,
    text: page("site", `<script>var dd={'rt':'c'}</script>${script("https://ct.captcha-delivery.com/c.js")}`),
  }],
  ["DataDome", { status: 403, text: `{"url":"https://geo.captcha-delivery.com/captcha/?initialCid=1"}` }],
  ["HUMAN (PerimeterX)", {
    status: 403,
    text: page("Access denied", `<div id="px-captcha"></div><p>Press &amp; Hold to confirm`),
  }],
  ["HUMAN (PerimeterX)", { status: 403, text: `{"appId":"PX1a2b","jsClientSrc":"/x","blockScript":"/y"}` }],
  ["Imperva", {
    status: 200,
    text:
      `<html><body><iframe id="main-iframe" src="/_Incapsula_Resource?a=1">Request unsuccessful. Incapsula incident ID: 1</iframe></body></html>`,
  }],
  ["Imperva", { status: 200, text: `<html><head>${script("/_Incapsula_Resource?SWJIYLWA=1")}</head><body></body></html>` }],
  ["Sucuri", { status: 307, text: page("You are being redirected...", "<script>sucuri_cloudproxy_js='';</script>") }],
  ["DDoS-Guard", { status: 403, text: page("DDoS-Guard", script("/.well-known/ddos-guard/js-challenge/index.js")) }],
  ["Vercel", { status: 429, headers: { "x-vercel-mitigated": "challenge" } }],
  ["Vercel", { status: 429, text: page("Vercel Security Checkpoint", "") }],
  ["Anubis", {
    status: 200,
    text: page("Making sure you&#39;re not a bot!", script("/.within.website/x/cmd/anubis/static/js/main.mjs")),
  }],
  ["Anubis", { status: 200, text: page("Kurz warten", `<script id="anubis_challenge" type="application/json">{}</script>`) }],
  ["Kasada", { status: 429, text: page("", `<script>window.KPSDK={};</script>${script("/1/2/ips.js?x=1")}`) }],
  ["SiteGround", { status: 202, text: `<meta http-equiv="refresh" content="0;/.well-known/sgcaptcha/?r=%2F">` }],
  ["hCaptcha", { status: 403, text: page("Denied", widget("h-captcha", "https://js.hcaptcha.com/1/api.js")) }],
  ["reCAPTCHA", { status: 429, text: page("https://a.test/", RECAPTCHA) }],
  ["reCAPTCHA", { status: 200, text: page("Please verify that you are human", RECAPTCHA) }],
  ["Turnstile", {
    status: 503,
    text: page("Wait", widget("cf-turnstile", "https://challenges.cloudflare.com/turnstile/v0/api.js")),
  }],
];

const links = Array.from({ length: 12 }, (_, index) => `<a href="/${index}">${index}</a>`).join("");
/** Pages as people want them, which hold some marks of a challenge. */
const PAGES: [name: string, sample: Sample][] = [
  ["a page that a service protects", {
    headers: { server: "cloudflare", "cf-ray": "1" },
    text: page("Shop", script("/cdn-cgi/challenge-platform/scripts/jsd/main.js")),
  }],
  ["a song of that name", { text: page("Just a moment...", `<img src="/cover.jpg">${links}`) }],
  ["an allowed request", { headers: { "x-amzn-waf-action": "allow", "x-datadome": "protected" }, text: page("Shop", links) }],
  ["a page with a sensor", { text: page("Shop", `<script>window._pxAppId='PX1'</script>${links}<img src="/1.png">`) }],
  ["a page with Imperva's script", { text: page("Shop", `${script("/_Incapsula_Resource?SWJIYLWA=1")}<img src="/1.png">`) }],
  ["an article about Anubis", {
    text: page("How Anubis works", 'It says: Making sure you&#39;re not a bot! &lt;script id="anubis_challenge"&gt;'),
  }],
  ["a contact form", { text: page("Contact us", `<form>${RECAPTCHA}</form>`) }],
  ["a sign-up page of a security firm", { text: page("Security check for your home", `<form>${RECAPTCHA}</form>${links}`) }],
  ["a text about captchas", {
    text: page("What is a CAPTCHA?", "<p>hCaptcha, reCAPTCHA, Press &amp; Hold, DataDome, Just a moment..."),
  }],
  ["a long page", { text: page("Just a moment...", script("/cdn-cgi/challenge-platform/x") + "x".repeat(70_000)) }],
  ["a plain refusal", { status: 403, text: page("403 Forbidden", "<h1>Forbidden</h1>") }],
  ["a plain overload", { status: 503, text: page("Service Unavailable", "<h1>Down for maintenance</h1>") }],
];

Deno.test("challengeOf() recognises the challenges of services and self-made ones by header or by short body, and no other page", () => {
  for (const [service, sample] of CHALLENGES) assert.equal(serviceOf(sample), service, JSON.stringify(sample));
  for (const [name, sample] of PAGES) assert.equal(serviceOf(sample), null, name);
});

Deno.test("a challenge fails its URL without further tries and names who asks; other answers keep their whole body", async () => {
  const challenge = CHALLENGES[1]?.[1].text ?? "";
  const site = await openSite({
    "/page": challenge,
    "/image.png": challenge,
    "/refused": () => html(challenge, { "retry-after": "1" }),
    "/header": () => new Response("", { status: 202, headers: { "x-amzn-waf-action": "challenge" } }),
    "/forbidden": () => new Response("<h1>no", { status: 403, headers: { "content-type": "text/html" } }),
    "/good": `<a href="/next">next</a>${"<p>text</p>".repeat(20_000)}<a href="/last">last</a>`,
    "/json": () => bytes(new TextEncoder().encode("{}"), "application/json"),
  });
  try {
    for (const path of ["page", "refused", "header"]) {
      const last = (await visitOnce({ url: site.url + path })).at(-1);
      assert.ok(last?.type === "failed");
      assert.deepEqual([last.reason, last.retry], ["challenge", false], path);
    }
    const failed = (await visitOnce({ url: `${site.url}page` })).at(-1);
    assert.ok(failed?.type === "failed");
    assert.deepEqual(failed.detail, { code: "challenge", service: "Cloudflare" });
    assert.equal(await conclusion({ url: `${site.url}image.png`, kind: "image" }), "failed challenge");
    assert.equal(await conclusion({ url: `${site.url}forbidden` }), "failed http_403");
    assert.equal(await conclusion({ url: `${site.url}json` }), "rejected not_html");
    const reports = await visitOnce({ url: `${site.url}good` });
    const found = reports.flatMap((report) =>
      report.type === "found" ? report.links.map(({ url }) => new URL(url).pathname) : []
    );
    assert.deepEqual(found, ["/next", "/last"]);
  } finally {
    await site.close();
  }
});
