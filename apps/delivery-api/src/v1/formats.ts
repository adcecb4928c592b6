export type FormatName = 'json' | 'html' | 'md' | 'txt' | 'jsonld';

export interface MediaFormat {
  readonly name: FormatName;
  readonly media: string;
  readonly contentType: string;
}

const format = (name: FormatName, media: string): MediaFormat => ({
  name,
  media,
  contentType: `${media}; charset=utf-8`,
});

export const JSON_FORMAT = format('json', 'application/json');

/** In the order in which they are preferred where a caller prefers none. Names are suffixes of addresses. */
export const FORMATS: readonly MediaFormat[] = [
  JSON_FORMAT,
  format('html', 'text/html'),
  format('md', 'text/markdown'),
  format('txt', 'text/plain'),
  format('jsonld', 'application/ld+json'),
];

export function formatNamed(suffix: string): MediaFormat | null {
  return FORMATS.find(({ name }) => name === suffix) ?? null;
}

/** RFC 9110, 12.5.1: the most specific range decides about a type, the highest quality about the answer. Null: none will do. */
export function negotiate(accept: string | undefined, offered: readonly MediaFormat[] = FORMATS): MediaFormat | null {
  if (accept === undefined || accept.trim() === '') return offered[0] ?? null;
  const ranges = accept.slice(0, 2_000).split(',').map(rangeOf);
  const rated = offered.map((each) => ({ each, quality: qualityOf(each.media, ranges) }));
  const best = Math.max(0, ...rated.map(({ quality }) => quality));
  return best === 0 ? null : (rated.find(({ quality }) => quality === best)?.each ?? null);
}

interface Range {
  readonly type: string;
  readonly quality: number;
}

function rangeOf(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const given = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const quality = given === undefined ? 1 : Number(given);
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

function qualityOf(media: string, ranges: readonly Range[]): number {
  const [family] = media.split('/');
  for (const type of [media, `${family}/*`, '*/*']) {
    const found = ranges.find((range) => range.type === type);
    if (found) return found.quality;
  }
  return 0;
}
