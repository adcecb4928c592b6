import {
  type EmbedPlace,
  type EmbedTarget,
  type Format,
  joinSegments,
  labelsFor,
  renderEmbed,
  type Segment,
} from '#content';
import type { PublishedDocument } from '#delivery';
import type { PublicRead } from '../read/public-read.js';

/** How many embeds may stand inside each other; deeper ones, and those that come back to themselves, show without what they embed. */
const DEPTH = 3;

const KIND_OF = { factEmbed: 'fact', mythFactEmbed: 'myth-fact', noticeEmbed: 'notice' } as const;

type Carrier = Pick<PublishedDocument, 'documentId' | 'locale'>;

/**
 * A document's own words with its embeds joined in as of the read. All embeds of a level, of every text that an answer
 * shows, ask in the same turn: a level is one call of the reader.
 */
export async function assemble(
  read: PublicRead,
  host: Carrier,
  segments: readonly Segment[],
  format: Format,
  above: readonly string[] = [],
): Promise<string> {
  const path = [...above, host.documentId];
  const places = segments.filter((segment): segment is EmbedPlace => typeof segment !== 'string');
  const shown = new Map(
    await Promise.all(places.map(async (place) => [place, await show(read, host, place, format, path)] as const)),
  );
  return joinSegments(segments, (place) => shown.get(place) ?? '');
}

async function show(
  read: PublicRead,
  host: Carrier,
  place: EmbedPlace,
  format: Format,
  path: readonly string[],
): Promise<string> {
  const target = await targetOf(read, host, place);
  if (target === null) return '';
  const nests = path.length <= DEPTH && !path.includes(target.documentId);
  return assemble(
    read,
    target,
    renderEmbed(format, nests ? target : withoutExplanation(target), labelsFor(target.locale)),
    format,
    path,
  );
}

/** What stands at the place as of the read: the document, the notice of a retracted one, or nothing. */
async function targetOf(read: PublicRead, host: Carrier, place: EmbedPlace): Promise<EmbedTarget | null> {
  const found = await read.load.byReference.load({ target: place.embed, locale: host.locale, carried: true });
  if (found === null) return retracted(read, host, place);
  const { kind, documentId, locale, body } = found;
  if (kind !== 'fact' && kind !== 'myth-fact' && kind !== 'notice') return null;
  read.cargo?.show(found);
  const rendered = found.rendered.fields['explanation'];
  return { kind, documentId, locale, body, ...(rendered ? { rendered } : {}) } as EmbedTarget;
}

async function retracted(read: PublicRead, host: Carrier, place: EmbedPlace): Promise<EmbedTarget | null> {
  const locales = [...new Set([host.locale, read.rules.locales[0]])];
  const withdrawals = await Promise.all(
    locales.map((locale) => read.load.withdrawals.load({ documentId: place.embed, locale })),
  );
  const found = withdrawals.find((withdrawal) => withdrawal?.reason === 'RETRACTED');
  if (!found?.notice) return null;
  read.tellGone(found);
  return {
    retracted: true,
    kind: KIND_OF[place.type],
    documentId: found.documentId,
    locale: found.locale,
    notice: found.notice,
  };
}

function withoutExplanation(target: EmbedTarget): EmbedTarget {
  if (target.retracted || target.kind !== 'myth-fact') return target;
  const { explanation: _left, ...body } = target.body;
  return { kind: target.kind, documentId: target.documentId, locale: target.locale, body };
}
