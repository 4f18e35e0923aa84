/** Addresses of this machine, its network or a cloud's metadata service. */
const ADDRESSES = [
  "127.0.0.1",
  "127.8.9.10",
  "0.0.0.0",
  "10.0.0.1",
  "172.16.254.1",
  "192.168.1.1",
  "169.254.169.254",
  "100.100.100.200",
];
const LOOPBACK = "127.0.0.1";

type Spell = (bytes: readonly number[]) => string;

const hex = (value: number, digits = 1) => value.toString(16).padStart(digits, "0");
const octal = (value: number) => `0${value.toString(8)}`;
const whole = (bytes: readonly number[]) => bytes.reduce((sum, byte) => sum * 256 + byte, 0);
const groups = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]) => `${hex(a * 256 + b)}:${hex(c * 256 + d)}`;
const dotted: Spell = (bytes) => bytes.join(".");
const replaced = (zero: number) => (text: string) => text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const circled = (text: string) =>
  text.replace(/\d/g, (digit) => digit === "0" ? "⓪" : String.fromCodePoint(0x245f + Number(digit)));

/** Spellings of 127.0.0.1 that the URL Standard (3.5, "host parsing") treats as equal. */
const IPV4: Spell[] = [
  dotted,
  (bytes) => `${dotted(bytes)}.`,
  (bytes) => String(whole(bytes)),
  (bytes) => `0x${hex(whole(bytes), 8)}`,
  (bytes) => `0X${hex(whole(bytes), 16).toUpperCase()}`,
  (bytes) => octal(whole(bytes)),
  (bytes) => bytes.map(octal).join("."),
  (bytes) => bytes.map((byte) => `0x${hex(byte, 2)}`).join("."),
  (bytes) => bytes.map((byte, index) => index % 2 ? octal(byte) : `0x${hex(byte)}`).join("."),
  ([a = 0, ...rest]) => `${a}.${whole(rest)}`,
  ([a = 0, b = 0, ...rest]) => `${a}.${b}.${whole(rest)}`,
  ([a = 0, ...rest]) => `0x${hex(a)}.${octal(whole(rest))}`,
  (bytes) => replaced(0xff10)(dotted(bytes)),
  (bytes) => circled(dotted(bytes)),
  (bytes) => replaced(0x1d7ce)(dotted(bytes)),
  (bytes) => dotted(bytes).replaceAll(".", "。"),
  (bytes) => dotted(bytes).replaceAll(".", "．"),
  (bytes) => dotted(bytes).replaceAll(".", "%2e").replace(/\d/, (digit) => `%3${digit}`),
  (bytes) => dotted(bytes).replace(".", "\u00ad."),
];

/** IPv6 addresses that contain an IPv4 address (RFC 4291, 6052, 3056, 4380, 5214). */
const IPV6: Spell[] = [
  (bytes) => `[::ffff:${dotted(bytes)}]`,
  (bytes) => `[::FFFF:${groups(bytes)}]`,
  (bytes) => `[0:0:0:0:0:ffff:${groups(bytes)}]`,
  (bytes) => `[::${groups(bytes)}]`,
  (bytes) => `[::ffff:0:${groups(bytes)}]`,
  (bytes) => `[64:ff9b::${dotted(bytes)}]`,
  (bytes) => `[64:ff9b:1::${groups(bytes)}]`,
  (bytes) => `[2002:${groups(bytes)}::]`,
  (bytes) => `[2001:0:${groups(bytes)}::]`,
  (bytes) => `[fe80::5efe:${groups(bytes)}]`,
];

const OTHER_HOSTS = [
  "[::1]",
  "[::]",
  "[0:0:0:0:0:0:0:1]",
  "[0000:0000:0000:0000:0000:0000:0000:0001]",
  "[::0.0.0.1]",
  "[::1%25lo]",
  "[fe80::1]",
  "[fe80::1%25eth0]",
  "[fc00::1]",
  "[fd00:ec2::254]",
  "[fec0::1]",
  "[ff02::1]",
  "[100::1]",
  "[2001:db8::1]",
  "[3fff::1]",
  "[5f00::1]",
  "0",
  "00",
  "0x0",
  "127.1",
  "127.0.1",
  "0x7f.1",
  "0177.1",
  "017700000001",
  "00000000000000000000177.0.0.1",
  "168.63.129.16",
  "192.0.0.192",
  "198.18.0.1",
  "192.0.2.1",
  "224.0.0.1",
  "255.255.255.255",
  "240.0.0.1",
];

/** Names to which most hosts files, or a lying resolver, give a loopback address. */
export const LOOPBACK_NAMES = [
  "localhost",
  "LOCALHOST",
  "localhost.",
  "ｌｏｃａｌｈｏｓｔ",
  "loc%61lhost",
  "local\u00adhost",
  "lo\tcal\nhost",
];

/** Whole references whose host is not where a simple parser looks for it. */
function references(port: number): string[] {
  const to = `${LOOPBACK}:${port}`;
  return [
    `//${to}/`,
    `\\\\${to}\\`,
    `/\\${to}/`,
    `\\/${to}/`,
    `http:\\\\${to}/`,
    `http:/\\${to}/`,
    `HTTP://${to}/`,
    `hTtP://${to}/`,
    `\u0000 \thttp://${to}/ \n`,
    `ht\ntp://${to}/`,
    `http:///${to}/`,
    `http:////${to}/`,
    `http://example.org@${to}/`,
    `http://example.org:80@${to}/`,
    `http://example.org%2f@${to}/`,
    `http://@${to}/`,
    `http://:@${to}/`,
    `http://${to}#@example.org/`,
    `http://${to}?@example.org/`,
    `http://${to}\\@example.org/`,
    `http://${to}/..//example.org/`,
    `http://${LOOPBACK}:0${port}/`,
    `http://${LOOPBACK}:000000${port}/`,
    `https://${to}/`,
    `HTTPS:\\\\${to}/`,
    `feed:http://${to}/`,
    `view-source:http://${to}/`,
    `jar:http://${to}/!/a.png`,
    `blob:http://${to}/a`,
    `ws://${to}/`,
    `ftp://${to}/`,
    `gopher://${to}/_GET`,
    `dict://${to}/`,
    `file://${LOOPBACK}/etc/passwd`,
    `data:text/html,<img src="http://${to}/">`,
    `javascript:fetch("http://${to}/")`,
  ];
}

/** Returns more than 250 references to a port of this machine or to an address that must not be crawled. */
export function privateReferences(port: number, hosts: readonly string[] = LOOPBACK_NAMES): string[] {
  const addresses = ADDRESSES.map((address) => address.split(".").map(Number));
  const spelled = [...IPV4, ...IPV6].flatMap((spell) => addresses.map(spell));
  const all = [...spelled, ...OTHER_HOSTS, ...hosts].map((host) => `http://${host}:${port}/`);
  return [...new Set([...all, ...references(port)])];
}

/** A server on all addresses of this machine that counts its connections. */
export interface Canary {
  port: number;
  accepted(): number;
  close(): Promise<void>;
}

export function openCanary(): Canary {
  const first = Deno.listen({ hostname: "0.0.0.0", port: 0 });
  const { port } = first.addr;
  const listeners = [first, ...onIpv6(port)];
  let accepted = 0;
  const accepting = listeners.map(async (listener) => {
    for await (const connection of listener) {
      accepted++;
      connection.close();
    }
  });
  return {
    port,
    accepted: () => accepted,
    close: async () => {
      for (const listener of listeners) listener.close();
      await Promise.allSettled(accepting);
    },
  };
}

function onIpv6(port: number): Deno.TcpListener[] {
  try {
    return [Deno.listen({ hostname: "::1", port })];
  } catch {
    return [];
  }
}
