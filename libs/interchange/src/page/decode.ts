import { analyse } from 'chardet';
import { BadInput } from '#platform';
import type { PageFormat } from './types.js';

/** Files of this size and above are refused: a page of text is a thousand times smaller. */
export const PAGE_LIMIT_BYTES = 10 * 1024 * 1024;

const MAGIC: readonly (readonly [string, readonly number[]])[] = [
  ['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['a ZIP archive (a Word, EPUB or OpenDocument file is one too)', [0x50, 0x4b, 0x03, 0x04]],
  ['an old Word file', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a PNG picture', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG picture', [0xff, 0xd8, 0xff]],
  ['a GIF picture', [0x47, 0x49, 0x46, 0x38]],
  ['a compressed file', [0x1f, 0x8b, 0x08]],
  ['an RTF file', [0x7b, 0x5c, 0x72, 0x74, 0x66]],
];

/** The text of a page with line ends as `\n`, or a refusal that says what to do. */
export function decodePage(bytes: Uint8Array, name: string): string {
  const refuse = (sentence: string): never => {
    throw new BadInput(sentence, ['file', name]);
  };
  if (bytes.length >= PAGE_LIMIT_BYTES)
    refuse(
      `${name} has ${(bytes.length / 1048576).toFixed(1)} MB; a page must be smaller than 10 MB. Split it, or save only its text.`,
    );
  for (const [what, magic] of MAGIC) {
    if (magic.every((byte, index) => bytes[index] === byte))
      refuse(`${name} is ${what}, not a page. Save its content as text, Markdown or HTML and import that.`);
  }
  const text = decodeText(bytes, name, refuse).replace(/\r\n?/g, '\n');
  if (text.includes('\0'))
    refuse(`${name} holds binary data, not text. Save its content as text, Markdown or HTML and import that.`);
  if (!/[^\s\u200b-\u200d\u2060\ufeff]/.test(text)) refuse(`${name} is empty: there is nothing to import.`);
  return text;
}

function decodeText(bytes: Uint8Array, name: string, refuse: (sentence: string) => never): string {
  const strict = (encoding: string): string | null => {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      return null;
    }
  };
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return strict('utf-16le') ?? refuse(`${name} says that it is UTF-16 but is damaged. Save it again as UTF-8.`);
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return strict('utf-16be') ?? refuse(`${name} says that it is UTF-16 but is damaged. Save it again as UTF-8.`);
  if (bytes.subarray(0, 65536).includes(0))
    refuse(`${name} holds binary data or UTF-16 without a byte order mark. Save it as UTF-8 text, Markdown or HTML.`);
  const utf8 = strict('utf-8');
  if (utf8 !== null)
    return controls(utf8)
      ? refuse(`${name} holds binary data, not text. Save its content as text, Markdown or HTML and import that.`)
      : utf8;
  const western = strict('windows-1252');
  if (western !== null && plausibleWestern(bytes, western)) return western;
  return refuse(`${name} is neither UTF-8 nor UTF-16 nor Western European text. Save it as UTF-8 and import it again.`);
}

/** Control characters that no text has: a sign of binary data that happens to decode. */
function controls(text: string): boolean {
  let found = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if ((code < 32 && code !== 9 && code !== 10 && code !== 12 && code !== 13 && code !== 11) || code === 0xfffd)
      found += 1;
  }
  return found > text.length / 1000;
}

/**
 * Windows-1252 decodes nearly any bytes, so decoding proves nothing. It is accepted when few bytes are outside ASCII, each of them
 * sits where a letter, quote or dash does, and the detector does not prefer an encoding of another script.
 */
function plausibleWestern(bytes: Uint8Array, text: string): boolean {
  if (controls(text) || /[\u0080-\u009f]/.test(text)) return false;
  let high = 0;
  for (const byte of bytes) if (byte >= 0x80) high += 1;
  if (high > bytes.length * 0.15) return false;
  const odd = text.match(/[^\0-\x7f‘’“”‚„–—…•€™©®°§«»¿¡ºª·½¼¾\u00a0À-ÖØ-öø-ÿŒœŠšŽžŸ]/g)?.length ?? 0;
  if (odd > high * 0.05) return false;
  const sample = bytes.length > 65536 ? bytes.subarray(0, 65536) : bytes;
  const best = analyse(sample)[0];
  return (
    best === undefined ||
    /^(ISO-8859-(1|2|15|9)|windows-125[0,2,4]|ASCII|UTF-8)$/i.test(best.name) ||
    best.confidence < 30
  );
}

/** By the file's name, else by its content; a `.txt` that starts with a document type is HTML all the same. */
export function formatOf(name: string, text: string): PageFormat {
  const start = text.slice(0, 2048).trimStart();
  if (/^(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[\s\S]{0,1000}?-->\s*)?(?:<!doctype html|<html|<head|<body)/i.test(start))
    return 'html';
  const extension = /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase();
  if (extension === 'html' || extension === 'htm' || extension === 'xhtml') return 'html';
  if (extension === 'md' || extension === 'markdown' || extension === 'mdown') return 'markdown';
  if (extension === 'txt' || extension === 'text') return 'text';
  if (/^<[a-z][a-z0-9]*[\s>]/i.test(start) && /<\/[a-z][a-z0-9]*>/i.test(text.slice(0, 65536))) return 'html';
  return /^#{1,6} \S/m.test(text.slice(0, 65536)) ? 'markdown' : 'text';
}
