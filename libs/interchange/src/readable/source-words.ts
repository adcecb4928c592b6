import type { Body, Inline } from '#content';
import { linkTo, words } from './parts.js';

export function authorsOf(source: Body<'source'>): string[] {
  return (source.authors ?? [])
    .map(({ literal, given, family }) => literal ?? [given, family].filter((part) => part !== undefined).join(' '))
    .filter((name) => name !== '');
}

export function doiAddress(doi: string): string {
  return `https://doi.org/${encodeURI(doi)}`;
}

/** Where the source itself is: its own address, else its DOI, else the archived copy. */
export function addressOfSource({ url, doi, archiveUrl }: Body<'source'>): string | null {
  return url ?? (doi === undefined ? null : doiAddress(doi)) ?? archiveUrl ?? null;
}

/** Authors. Title. Publisher, year. The title leads to the source. */
export function reference(source: Body<'source'>): Inline[] {
  const authors = authorsOf(source).join('; ');
  const title = source.title ?? '';
  const address = addressOfSource(source);
  const imprint = [source.publisher, source.issued].filter((part) => part !== undefined).join(', ');
  return [
    ...words(authors === '' ? '' : `${authors}. `),
    ...(address === null ? words(title) : [linkTo(address, title)]),
    ...words(imprint === '' ? '' : `. ${imprint}`),
  ].filter((inline) => inline.is !== 'text' || inline.text !== '');
}
