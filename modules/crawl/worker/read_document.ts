import { discoverDocument } from "../discovery/document.ts";
import { unpackGzip } from "../egress/content_coding.ts";
import type { WorkerReport } from "../messages.ts";
import { decodeText } from "./charset.ts";
import { discover, upTo } from "./discover.ts";
import type { DocumentKind } from "../schemas.ts";
import { DOCUMENTS, isExpected } from "./document_types.ts";
import { peek } from "./peek.ts";
import { rejected } from "./reports.ts";
import { hasRoot, XML_HEAD_BYTES } from "./sniff.ts";
import { takeTurns } from "./turns.ts";
import type { Visit } from "./visitor.ts";
import { cutWords } from "../texts.ts";

/** Documents longer than this are held in memory one at a time, because up to 50 MB are allowed and many may arrive at once. */
const LARGE_CHARACTERS = 2 * 1_024 * 1_024;
const large = takeTurns();

/** Reads a whole document and passes its text to discovery. */
export async function readDocument(visit: Visit, kind: DocumentKind): Promise<WorkerReport> {
  const { task, answer, facts, visitor } = visit;
  const type = DOCUMENTS[kind];
  const isText = isExpected(type, answer.mediaType);
  const packed = await peek(answer.body, (head) => head.byteLength >= 2, 2);
  const unpacked = packed.head[0] === 0x1f && packed.head[1] === 0x8b ? unpackGzip(packed.body) : packed.body;
  const { head, body } = isText ? { head: packed.head, body: unpacked } : await peek(unpacked, hasRoot, XML_HEAD_BYTES);
  if (!isText && !type.isOne(head, answer.mediaType)) {
    answer.discard();
    return rejected(
      task.id,
      type.refusal,
      { code: "other_type", mediaType: cutWords(answer.mediaType), wanted: type.name },
      facts,
    );
  }
  return await discover(visit, async (context) => {
    const read = { bytes: 0 };
    const cut = () => context.log("warning", `${task.url} was read up to ${type.maxBytes} bytes only`);
    const fallback = visitor.encodings.of(task.referrer);
    let encoding = fallback;
    const pieces = decodeText(upTo(body, type.maxBytes, read, cut), {
      contentType: answer.headers.get("content-type"),
      kind: type.text,
      fallback,
      chosen: (one) => {
        // What a script names is an address of its page.
        if (kind === "style") encoding = one;
      },
    });
    const document = { url: task.url, page: task.referrer };
    await withText(pieces, (text) => discoverDocument(kind, text, { ...document, encoding, ...context }));
    if (answer.isPartial()) context.log("warning", `${task.url} ended early; what had arrived was read`);
    return read;
  });
}

async function withText(pieces: AsyncIterable<string>, use: (text: string) => void | Promise<void>): Promise<void> {
  const parts: string[] = [];
  let length = 0;
  let giveBack: (() => void) | null = null;
  try {
    for await (const piece of pieces) {
      parts.push(piece);
      length += piece.length;
      if (length > LARGE_CHARACTERS) giveBack ??= await large();
    }
    await use(parts.join(""));
  } finally {
    giveBack?.();
  }
}
