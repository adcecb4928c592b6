import type { Command } from 'commander';
import { MOST_CHANGES, type Receipt, type Receipts, ReceiptsService } from '#delivery';
import { BadInput, Clock, isUuid } from '#platform';
import { onInstallation, print } from '../command.js';
import { OPERATOR } from '../operator.js';
import { table } from '../report/table.js';

export function define(receipts: Command): void {
  receipts
    .argument('<what>', 'number of a publication, or the documentId of a document: then its last change')
    .argument('[document]', 'after a publication: what it did to this document alone')
    .option('--locale <tag>', 'in this language alone')
    .action((what: string, document: string | undefined, { locale }: { locale?: string }) =>
      onInstallation(async (services) => {
        const asked = { ...askedOf(what, document), locale: locale ?? null };
        const found = await services.get(ReceiptsService, { strict: false }).of(OPERATOR, asked);
        if (found === null)
          throw new BadInput('There is no such publication, or it did nothing to such a document: check both.', [
            'what',
          ]);
        print(linesOf(found, services.get(Clock, { strict: false }).now()).join('\n'));
      }),
    );
}

function askedOf(what: string, document: string | undefined): { seq: number | null; documentId: string | null } {
  if (/^\d{1,10}$/.test(what) && (document === undefined || isUuid(document)))
    return { seq: Number(what), documentId: document ?? null };
  if (isUuid(what) && document === undefined) return { seq: null, documentId: what };
  throw new BadInput('Give the number of a publication, a documentId, or a number and then a documentId.', ['what']);
}

function linesOf({ count, changes, receipts, unconcerned }: Receipts, now: Date): readonly string[] {
  if (count === 0) return ['It changed no document, so there is nothing that a partner could lack.'];
  const have = receipts.filter(({ completeAt }) => completeAt !== null).length;
  const looked = count > MOST_CHANGES ? [`Looked at the ${MOST_CHANGES} most weighty of ${count} changes.`] : [];
  const what =
    changes.length === 1 ? `this change (${changes[0]?.event.toLowerCase()})` : `these ${changes.length} changes`;
  return [
    ...looked,
    receipts.length === 0
      ? `The scope of no partner shows ${what}.`
      : `${have} of ${receipts.length} ${receipts.length === 1 ? 'partner has' : 'partners have'} ${what}.`,
    ...(unconcerned === 0 || receipts.length === 0 ? [] : [`${unconcerned} more: outside their scope.`]),
    ...(receipts.length === 0
      ? []
      : [
          '',
          table([
            ['PARTNER', 'HAS', 'SYNCED', 'ACKNOWLEDGED', 'SERVED', 'LAST ASKED'],
            ...receipts.map((receipt) => [
              receipt.partner.handle,
              hasOf(receipt),
              when(receipt.syncedAt),
              when(receipt.acknowledgedAt),
              when(receipt.servedAt),
              askedOn(receipt, now),
            ]),
          ]),
        ]),
  ];
}

function hasOf({ received, concerns }: Receipt): string {
  if (received === concerns) return 'yes';
  return received === 0 ? 'no' : `${received} of ${concerns}`;
}

const when = (date: Date | null) => (date ? date.toISOString().slice(0, 16).replace('T', ' ') : '');
const DAY = 24 * 60 * 60 * 1000;

/** That it asked for something is no receipt, but tells whether it is there at all. */
function askedOn({ partner: { lastAskedAt, pausedAt } }: Receipt, now: Date): string {
  const paused = pausedAt === null ? '' : ', paused';
  if (lastAskedAt === null) return `never${paused}`;
  const days = Math.floor((now.getTime() - lastAskedAt.getTime()) / DAY);
  return `${when(lastAskedAt)}${days > 0 ? `, ${days} ${days === 1 ? 'day' : 'days'} ago` : ''}${paused}`;
}
