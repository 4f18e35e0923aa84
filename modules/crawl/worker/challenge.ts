/** What is known of an answer when it is decided whether it is a challenge. */
export interface ChallengeEvidence {
  status: number;
  headers: Headers;
  /** The whole body as text if it is HTML or JSON and no longer than `CHALLENGE_BYTES`, otherwise null. */
  text: string | null;
}

/** Pages that ask whether the visitor is a person are shorter than this. A longer body is the page that was asked for. */
export const CHALLENGE_BYTES = 64 * 1_024;

/** One of these is in the body of every challenge. The text is searched for them first, because most pages hold none. */
const HINT =
  /challenge|captcha|cf_chl|awswaf|sec-if-cpt|sec-cpt|bm-verify|px-|_px|blockScript|Incapsula|sucuri|ddos-guard|Vercel Security|anubis|within\.website|KPSDK|bobcmn|_fs-ch-|sgcaptcha|bunny-shield|__qrator/i;

/** The marks of one service. An answer with one of the header fields, or with all marks of one group in its body, is a challenge. */
interface Service {
  name: string;
  headers?: readonly (readonly [field: string, value: RegExp])[];
  bodies?: readonly (readonly RegExp[])[];
}

/**
 * The services that ask visitors whether they are people, by the marks that they document or that all their challenges have. A
 * group holds a title or an element that only the challenge has, or a script beside it, because pages that these services protect
 * load some of their scripts too. All repetitions are bounded, so that no text takes long.
 */
const SERVICES: readonly Service[] = [
  {
    // https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
    name: "Cloudflare",
    headers: [["cf-mitigated", /^challenge$/i]],
    bodies: [
      [/<title>\s*Just a moment\.{3}\s*<\/title>/i, /\/cdn-cgi\/challenge-platform\//],
      [/window\._cf_chl_opt\s*=/, /\/cdn-cgi\/challenge-platform\//],
      [/<title>\s*Attention Required! \| Cloudflare\s*<\/title>/i, /captcha/i],
    ],
  },
  {
    // https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
    name: "AWS WAF",
    headers: [["x-amzn-waf-action", /^(challenge|captcha)$/i]],
    bodies: [[/\.awswaf\.com\/[^"'\s]{1,300}\/(challenge|captcha)(\.compact)?\.js/, /gokuProps|AwsWafIntegration/]],
  },
  {
    name: "Akamai",
    bodies: [
      [/id=["']?sec-(if-)?cpt-(container|if)\b/],
      [/http-equiv=["']?refresh["']?[^>]{1,500}bm-verify=/i],
    ],
  },
  {
    // https://docs.datadome.co/docs/challenge-page
    name: "DataDome",
    bodies: [
      [/captcha-delivery\.com\//, /\bvar dd\s*=/],
      [/^\s*\{\s*"url"\s*:\s*"https:\/\/[a-z.]{0,100}captcha-delivery\.com\//],
    ],
  },
  {
    name: "HUMAN (PerimeterX)",
    bodies: [
      [/id=["']?px-captcha\b/, /_px(AppId|Uuid|Vid|JsClientSrc)|px-c(dn|loud)\.net|Press (&amp;|&) Hold/],
      [/^\s*\{[^<]{0,200}"appId"\s*:\s*"PX\w+"[^<]{0,200}"blockScript"/],
    ],
  },
  {
    name: "Imperva",
    bodies: [
      [/_Incapsula_Resource/, /Incapsula incident ID|id=["']?main-iframe\b/],
      [/src=["']\/_Incapsula_Resource/, /<body[^>]{0,500}>\s{0,500}(<\/body>|$)/i],
    ],
  },
  { name: "Sucuri", bodies: [[/sucuri_cloudproxy_js/, /<title>\s*You are being redirected/i]] },
  { name: "DDoS-Guard", bodies: [[/<title>\s*DDoS-Guard\s*<\/title>/i, /ddos-guard\/js-challenge|check\.ddos-guard\.net/]] },
  {
    // https://vercel.com/docs/vercel-firewall/firewall-concepts
    name: "Vercel",
    headers: [["x-vercel-mitigated", /^challenge$/i]],
    bodies: [[/<title>\s*Vercel Security Checkpoint\s*<\/title>/i]],
  },
  {
    // https://anubis.techaro.lol/docs/
    name: "Anubis",
    bodies: [
      [/<script[^>]{1,200}id=["']?anubis_challenge\b/],
      [/<title>\s*Making sure you(&#39;|&#x27;|'|’)re not a bot!\s*<\/title>/i, /\/\.within\.website\/|anubis/i],
    ],
  },
  { name: "Kasada", bodies: [[/window\.KPSDK\s*=/, /ips\.js\?/]] },
  { name: "F5", bodies: [[/window\["bobcmn"\]\s*=/, /TSPD/]] },
  { name: "Fastly", bodies: [[/\/_fs-ch-\w+\//, /<title>\s*Client Challenge\s*<\/title>/i]] },
  { name: "SiteGround", bodies: [[/http-equiv=["']?refresh["']?[^>]{1,500}\/\.well-known\/sgcaptcha\//i]] },
  { name: "Bunny Shield", bodies: [[/\/\.bunny-shield\//, /<title>\s*Establishing a secure connection/i]] },
  { name: "Qrator", bodies: [[/\/__qrator\/(qauth|validate)/]] },
];

/** Scripts of the widgets that a site itself may put into a page that asks for a proof, and also into its forms. */
const WIDGETS: readonly (readonly [name: string, script: RegExp])[] = [
  ["hCaptcha", /<script[^>]{1,200}src=["'][^"']{0,100}\bhcaptcha\.com\/1\/api\.js/i],
  ["reCAPTCHA", /<script[^>]{1,200}src=["'][^"']{0,100}\b(google\.com|recaptcha\.net)\/recaptcha\/(api|enterprise)\.js/i],
  ["Turnstile", /<script[^>]{1,200}src=["'][^"']{0,100}\bchallenges\.cloudflare\.com\/turnstile\//i],
];
const REFUSING = [401, 403, 405, 429, 503];
/** A page with more links than this has another purpose than to ask for a proof. */
const WIDGET_LINKS = 3;
const WIDGET_CHARACTERS = 16 * 1_024;
const PROOF_TITLE =
  /<title>[^<]{0,200}(captcha|not a (ro)?bot|(you are|verify|confirm)[^<]{0,200}\bhuman\b|bot (check|verification)|security check|unusual traffic|attention required)[^<]{0,200}<\/title>/i;

/**
 * Returns the name of the service if the answer asks whether the visitor is a person, otherwise null. A page that only embeds a
 * captcha, or writes about one, is no challenge.
 */
export function challengeOf({ status, headers, text }: ChallengeEvidence): string | null {
  const asked = SERVICES.find(({ headers: fields = [] }) =>
    fields.some(([field, value]) => value.test(headers.get(field) ?? ""))
  );
  if (asked) return asked.name;
  if (text === null || text.length > CHALLENGE_BYTES || !HINT.test(text)) return null;
  const shown = SERVICES.find(({ bodies = [] }) => bodies.some((marks) => marks.every((mark) => mark.test(text))));
  return shown?.name ?? widgetOf(status, text);
}

/** Whether the body may decide, so that it is read. Challenges are HTML; those for scripts are JSON. */
export function mayBeChallenge(status: number, mediaType: string): boolean {
  const isAsking = [200, 202].includes(status) || REFUSING.includes(status);
  return isAsking && ["text/html", "application/xhtml+xml", "application/json", ""].includes(mediaType);
}

/** Recognises a page that a site made itself around a captcha: by its status, or by a title that says nothing else. */
function widgetOf(status: number, text: string): string | null {
  if (text.length > WIDGET_CHARACTERS || (text.match(/<a\s/gi)?.length ?? 0) > WIDGET_LINKS) return null;
  if (!REFUSING.includes(status) && !PROOF_TITLE.test(text)) return null;
  return WIDGETS.find(([, script]) => script.test(text))?.[0] ?? null;
}
