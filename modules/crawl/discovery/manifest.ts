import { type Finds, newGroup } from "./finds.ts";
import { addImage } from "./finds.ts";

const IMAGES = 500;

/** The images of a web app manifest (W3C Web Application Manifest, "icons", "screenshots" and "shortcuts"), by their largest size. */
export function readManifest(text: string, finds: Finds, base: string): void {
  const manifest = objectOf(parse(text));
  for (const icon of list(manifest["icons"])) addResource(icon, "manifest-icon");
  for (const shot of list(manifest["screenshots"])) addResource(shot, "manifest-screenshot");
  for (const shortcut of list(manifest["shortcuts"])) {
    for (const icon of list(objectOf(shortcut)["icons"])) addResource(icon, "manifest-icon");
  }

  function addResource(value: unknown, reference: string): void {
    const { src, sizes, label } = objectOf(value);
    if (typeof src !== "string" || src === "") return;
    const width = typeof sizes === "string" ? Number(/\d{1,5}/.exec(sizes)?.[0] ?? 0) : 0;
    const group = newGroup(finds);
    const own = { alt: typeof label === "string" ? label : undefined };
    addImage(finds, { base, raw: src, reference }, { own, group, ...(width > 0 ? { size: { width } } : {}) });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, IMAGES) : [];
}
