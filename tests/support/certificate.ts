import { createSign, generateKeyPairSync } from "node:crypto";

/** Makes a self-signed certificate for an IPv4 address and its key, as PEM (X.509, RFC 5280). `until` is a UTCTime. */
export function selfSigned({ until = "491231235959Z", address = [127, 0, 0, 1] } = {}): { cert: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const algorithm = sequence(objectId("2a8648ce3d040302"));
  const name = sequence(der(0x31, sequence(objectId("550403"), der(0x0c, text(address.join("."))))));
  const validity = sequence(der(0x17, text("200101000000Z")), der(0x17, text(until)));
  const alternatives = sequence(objectId("551d11"), der(0x04, sequence(der(0x87, Buffer.from(address)))));
  const version = der(0xa0, der(0x02, Buffer.from([2])));
  const serial = der(0x02, Buffer.from([1]));
  const body = sequence(version, serial, algorithm, name, validity, name, spki, der(0xa3, sequence(alternatives)));
  const signature = createSign("sha256").update(body).sign(privateKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return { cert: pem("CERTIFICATE", certificate), key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}

function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: Uint8Array[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function objectId(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"));
}

function text(value: string): Buffer {
  return Buffer.from(value, "utf8");
}

function pem(label: string, content: Uint8Array): string {
  const lines = Buffer.from(content).toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
