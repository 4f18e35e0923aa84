import { createSocket } from "node:dgram";
import { once } from "node:events";

/** An answer of a name server: addresses, or another name with its addresses. */
export interface DnsAnswer {
  alias?: string;
  addresses: string[];
  /** Whether it answers SERVFAIL (RFC 1035, 4.1.1) instead. */
  failure?: boolean;
}

export interface DnsServer {
  port: number;
  /** The number of questions for an address. */
  asked(): number;
  close(): Promise<void>;
}

/**
 * Starts a name server on loopback (RFC 1035, UDP only) that gives its answers in turn, with TTL 0 so that they are not cached.
 */
export async function openDnsServer(answers: readonly DnsAnswer[]): Promise<DnsServer> {
  const socket = createSocket("udp4");
  let turn = 0;
  socket.on("message", (query: Uint8Array, { port, address }: { port: number; address: string }) => {
    const question = readQuestion(query);
    const answer = question.type === ADDRESS ? answers[turn++ % answers.length] : undefined;
    socket.send(writeAnswer(query, question, answer ?? { addresses: [] }), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    port: socket.address().port,
    asked: () => turn,
    close: async () => {
      const closed = once(socket, "close");
      socket.close();
      await closed;
    },
  };
}

/** Record types (RFC 1035, 3.2.2). */
const ADDRESS = 1;
const ALIAS = 5;

interface Question {
  /** Returns the bytes of a question's name, type and class. */
  bytes: Uint8Array;
  type: number;
}

function readQuestion(query: Uint8Array): Question {
  let at = 12;
  while ((query[at] ?? 0) !== 0) at += (query[at] ?? 0) + 1;
  return { bytes: query.slice(12, at + 5), type: (query[at + 1] ?? 0) * 256 + (query[at + 2] ?? 0) };
}

function writeAnswer(query: Uint8Array, question: Question, { alias, addresses, failure = false }: DnsAnswer): Uint8Array {
  const owner = alias === undefined ? [0xc0, 12] : nameBytes(alias);
  const records = [
    ...(alias === undefined ? [] : [record([0xc0, 12], ALIAS, nameBytes(alias))]),
    ...addresses.map((address) => record(owner, ADDRESS, address.split(".").map(Number))),
  ];
  const header = [...query.slice(0, 2), 0x81, failure ? 0x82 : 0x80, 0, 1, 0, records.length, 0, 0, 0, 0];
  return new Uint8Array([...header, ...question.bytes, ...records.flat()]);
}

function record(name: number[], type: number, data: number[]): number[] {
  return [...name, 0, type, 0, 1, 0, 0, 0, 0, data.length >> 8, data.length & 0xff, ...data];
}

function nameBytes(name: string): number[] {
  return [...name.split(".").flatMap((label) => [label.length, ...new TextEncoder().encode(label)]), 0];
}
