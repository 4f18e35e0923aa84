import { listOf, objectOf, parseJson } from "./json.ts";
import { newGroup, type References } from "./references.ts";
import { addImage } from "./references.ts";

const IMAGES = 500;

/** Adds the images of a web app manifest (W3C Web Application Manifest: "icons", "screenshots" and "shortcuts"). */
export function readManifest(text: string, references: References, base: string): void {
  const manifest = objectOf(parseJson(text.replace(/^\ufeff/, "")));
  for (const icon of listOf(manifest["icons"], IMAGES)) addResource(icon, "manifest-icon");
  for (const shot of listOf(manifest["screenshots"], IMAGES)) addResource(shot, "manifest-screenshot");
  for (const shortcut of listOf(manifest["shortcuts"], IMAGES)) {
    for (const icon of listOf(objectOf(shortcut)["icons"], IMAGES)) addResource(icon, "manifest-icon");
  }

  function addResource(value: unknown, reference: string): void {
    const { src, sizes, label } = objectOf(value);
    if (typeof src !== "string" || src === "") return;
    const width = typeof sizes === "string" ? Number(/\d{1,5}/.exec(sizes)?.[0] ?? 0) : 0;
    const group = newGroup(references);
    const own = { alt: typeof label === "string" ? label : undefined };
    addImage(references, { base, raw: src, reference }, { own, group, ...(width > 0 ? { size: { width } } : {}) });
  }
}
