import { Inject, Injectable } from '@nestjs/common';
import { type Actor, PermissionsService, PUBLIC_PARTNER } from '#access';
import { BadInput, CONFIG, type Config, isUuid, UnitOfWork } from '#platform';
import { Concern } from './concern.js';
import { type Change, earliest, missingFirst, type Receipt, receiptOf, type Times } from './domain/receipt.js';
import { type AskedReceipts, type Noted, ReceiptStore } from './receipt.store.js';

/** Who has received some changes. */
export interface Receipts {
  /** How many documents changed, each locale for itself. */
  readonly count: number;
  /** Those that were looked at: the most weighty, where there are too many. */
  readonly changes: readonly Change[];
  /** Of every partner that is concerned; those who lack something first. */
  readonly receipts: readonly Receipt[];
  /** Partners whose scope showed nothing of it, neither before nor after: they lack nothing. */
  readonly unconcerned: number;
}

/** Changes of one publication that are looked at. */
export const MOST_CHANGES = 500;
const LARGEST_SEQ = 2 ** 31 - 1;

/** Says which partner has received what, and how. */
@Injectable()
export class ReceiptsService {
  private readonly store: ReceiptStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'locales'>,
  ) {
    this.store = new ReceiptStore(work);
  }

  /** Of a publication, of the last change of a document, or of what the one did to the other; null where there is no such. */
  async of(actor: Actor, asked: AskedReceipts): Promise<Receipts | null> {
    await this.permissions.require(actor, 'partner.read');
    const { seq, documentId, locale } = asked;
    if (seq === null && documentId === null)
      throw new BadInput('Say of what: of a publication, of a document, or of both.', ['publication']);
    if (locale !== null && !this.config.locales.includes(locale))
      throw new BadInput(`The locale is none of those configured here: ${this.config.locales.join(', ')}.`, ['locale']);
    if (documentId !== null && !isUuid(documentId)) return null;
    if (seq !== null && (seq < 0 || seq > LARGEST_SEQ || !(await this.store.hasPublication(seq)))) return null;
    const { count, changes } = await this.store.changes(asked, MOST_CHANGES);
    if (documentId !== null && count === 0) return null;
    return { count, changes, ...(await this.receiptsOf(changes)) };
  }

  private async receiptsOf(changes: readonly Change[]): Promise<Pick<Receipts, 'receipts' | 'unconcerned'>> {
    const partners = await this.store.partners(PUBLIC_PARTNER.id);
    const servedAt = firstOf(await this.store.served(changes));
    const acknowledgedAt = firstOf(await this.store.acknowledged(changes));
    const times = new Map<string, Times[]>(partners.map(({ id }) => [id, []]));
    for (const [seq, group] of Map.groupBy(changes.entries(), ([, change]) => change.seq)) {
      const own = group.map(([, change]) => change);
      const concern = await Concern.of(this.work, this.config.locales, seq, own);
      const copies = await this.store.copies(seq);
      for (const [id, known] of times) {
        const covers = await Promise.all(
          (copies.get(id) ?? []).map(async (copy) => [copy, await concern.shownTo(id, copy.selection)] as const),
        );
        for (const place of await concern.shownTo(id)) {
          const covering = covers.filter(([, shown]) => shown.has(place)).map(([copy]) => copy);
          const name = nameOf(id, group[place]?.[0] ?? -1);
          known.push({
            syncedAt: earliest(covering.map(({ heldAt }) => heldAt)),
            acknowledgedAt: acknowledgedAt.get(name) ?? null,
            servedAt: earliest([servedAt.get(name), ...covering.map(({ sentAt }) => sentAt)]),
          });
        }
      }
    }
    const receipts = partners
      .map((partner) => receiptOf(partner, times.get(partner.id) ?? []))
      .filter(({ concerns }) => concerns > 0)
      .sort(missingFirst);
    return { receipts, unconcerned: partners.length - receipts.length };
  }
}

function firstOf(noted: readonly Noted[]): ReadonlyMap<string, Date> {
  const first = new Map<string, Date>();
  for (const { partnerId, index, at } of noted) {
    const name = nameOf(partnerId, index);
    first.set(name, earliest([first.get(name), at]) ?? at);
  }
  return first;
}

function nameOf(partnerId: string, index: number): string {
  return `${partnerId} ${index}`;
}
