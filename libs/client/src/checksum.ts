const SEPARATOR = '\0';

/** As much of a document as its part is made of. */
interface Proven {
  readonly documentId: string;
  readonly locale: string;
  readonly edition: { readonly hash: string };
}

/** A document's part of the checksum of a copy: 16 hexadecimal digits of a number modulo 2^64. */
export async function partOf({ documentId, locale, edition }: Proven): Promise<string> {
  const name = new TextEncoder().encode(documentId + SEPARATOR + locale + SEPARATOR);
  const bytes = new Uint8Array(name.length + edition.hash.length / 2);
  bytes.set(name);
  for (let at = 0; at < edition.hash.length; at += 2)
    bytes[name.length + at / 2] = Number.parseInt(edition.hash.slice(at, at + 2), 16);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const NO_SUM = '0'.repeat(16);

/** With parts added and taken away; the form in which the last page says it. */
export function sumWith(sum: string, added: Iterable<string>, taken: Iterable<string> = []): string {
  let total = BigInt(`0x${sum}`);
  for (const part of added) total += BigInt(`0x${part}`);
  for (const part of taken) total -= BigInt(`0x${part}`);
  return BigInt.asUintN(64, total).toString(16).padStart(16, '0');
}
