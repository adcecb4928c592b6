import type { Expungeable, Expunged } from '#content';

/** What is about to go, without its words: a terminal has a memory too. */
export function whatIsThere({ documentId, kind, variants }: Expungeable): string {
  return [
    `${kind} ${documentId}`,
    ...variants.map(
      ({ locale, revisions, editions, live }) =>
        `  ${locale}: ${counted(revisions, 'revision')}, ${counted(editions, 'edition')}, ${live ? 'public now' : editions > 0 ? 'withdrawn' : 'never public'}`,
    ),
    'All of it will be erased, for every moment that can be read as of. This cannot be undone.',
  ].join('\n');
}

export function expungeReport({ documentId, kind, variants, publication, erased, mentions }: Expunged): string {
  if (variants.length === 0) return `The ${kind} ${documentId} has been expunged before: nothing of it is left.`;
  const lines = [
    `Expunged: the ${kind} ${documentId} (${variants.map(({ locale }) => locale).join(', ')}).`,
    ...erased.filter(({ erased: rows }) => rows > 0).map(({ what, erased: rows }) => `  ${what}: ${rows}`),
    publication
      ? `Publication ${publication.seq}. Readers are told within a second that it is gone.`
      : 'Nothing of it was ever public, so nobody is told.',
  ];
  if (mentions.length > 0)
    lines.push(
      'These still name it by its id. Readers no longer see it there; see to what they say in their own words:',
      ...mentions.map(
        (mention) =>
          `  ${mention.kind} ${mention.documentId} (${mention.locale}) ${mention.holds ? 'embeds or cites it' : 'refers to it'}${mention.live ? '' : ', in its draft'}`,
      ),
    );
  lines.push('Backups, logs of the database and copies elsewhere are yours to see to: docs/how-to/expunge.md.');
  return lines.join('\n');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
