import { Inject, Injectable } from '@nestjs/common';
import { type Actor, type Fact, LedgerService, type Publication } from '#ledger';
import { BadInput, isUuid, JobQueue, reach, Secrets, UnitOfWork } from '#platform';
import { EXPUNGED_ADDRESS_PURPOSE, type ExpungeRequest, hashAddress } from './domain/expunging.js';
import type { Kind } from './domain/kinds/kinds.js';
import { DocumentNotFound, LastNotice } from './domain/refusals.js';
import { PublicationStore } from './persistence/publication.store.js';
import { SearchStore } from './persistence/search.store.js';
import {
  type Doomed,
  type DoomedVariant,
  type Erased,
  type Mention,
  TombstoneStore,
} from './persistence/tombstone.store.js';

/** What there is to expunge, or was. */
export interface Expungeable {
  readonly documentId: string;
  readonly kind: Kind;
  /** None: it has been expunged before. */
  readonly variants: readonly DoomedVariant[];
  /** Documents of others that go on naming it: their own words are theirs to change. */
  readonly mentions: readonly Mention[];
}

export interface Expunged extends Expungeable {
  /** Null when nothing of it was ever public, or when it was expunged before. */
  readonly publication: Publication | null;
  readonly erased: readonly Erased[];
}

/** The job that clears away what the planner sampled of what is gone. Whoever expunges by command does not wait for it. */
export const FORGET_SAMPLES = 'forget-samples';

/** Nobody else plans while samples are taken anew, and large tables take their time. Milliseconds. */
const SAMPLING = { lockTimeout: 60_000, statementTimeout: 600_000 };

/**
 * Takes a document away as if it had said nothing: drafts, revisions, editions, slugs, notes, words for search and origins, in
 * one transaction, and with everything that it was part of. What was live is withdrawn by it, and nothing holds it back but the
 * last safety notice. What stays is the tombstone: that there was something, and who could see it when.
 *
 * Who may ask for it is the caller's to judge. The order of locks is that of publishing: the document, audit head, counter.
 * Hosts are not locked: a publication of one holds the document itself, and afterwards is told.
 */
@Injectable()
export class ExpungingService {
  private readonly store: TombstoneStore;
  private readonly publications: PublicationStore;
  private readonly search: SearchStore;
  private readonly addressKey: Buffer;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Secrets) secrets: Secrets,
  ) {
    this.store = new TombstoneStore(work);
    this.publications = new PublicationStore(work);
    this.search = new SearchStore(work);
    this.addressKey = secrets.derive(EXPUNGED_ADDRESS_PURPOSE);
  }

  /** What `expunge` would take away, for somebody who is about to. */
  async look(request: Pick<ExpungeRequest, 'documentId' | 'locale'>): Promise<Expungeable> {
    return this.work.run(() => this.lookAt(doomedBy(request)));
  }

  /** Doing it twice does no harm: the second time there is nothing left. */
  async expunge(actor: Actor, request: ExpungeRequest): Promise<Expunged> {
    const doomed = doomedBy(request);
    return this.work.run(async () => {
      await reach('expunge.before-lock');
      const found = await this.lookAt(doomed);
      await reach('expunge.after-lock');
      if (found.variants.length === 0) return { ...found, publication: null, erased: [] };

      const fact: Fact = {
        verb: 'document.expunge',
        subject: doomed.documentId,
        data: { locale: doomed.locale, reason: request.reason ?? null, variants: found.variants },
      };
      const addresses = (await this.store.periods(doomed)).map(({ locale, fromSeq, slug }) => ({
        locale,
        fromSeq,
        address: hashAddress(this.addressKey, { kind: found.kind, locale, slug }).toString('hex'),
      }));
      await this.jobs.add(FORGET_SAMPLES, {}, { key: FORGET_SAMPLES });
      const erase = async () => {
        const erased = await this.store.erase(doomed, addresses);
        await reach('expunge.erased');
        return erased;
      };
      if (addresses.length === 0) {
        // Nobody outside ever saw it: a number would tell them that there was something.
        await this.ledger.recordAtOnce(actor, [fact]);
        return { ...found, publication: null, erased: await erase() };
      }
      let erased: readonly Erased[] = [];
      const publication = await this.ledger.publish(
        actor,
        { kind: 'EXPUNGE', note: null, facts: [fact] },
        async ({ seq }) => {
          const live = found.variants.filter((variant) => variant.live);
          await this.search.remove(live.map(({ locale }) => ({ documentId: doomed.documentId, locale })));
          erased = await erase();
          if (found.kind === 'notice' && live.length > 0 && !(await this.publications.anyNoticeLive()))
            throw new LastNotice();
          return {
            seq,
            expunged: found.variants.map(({ locale }) => ({
              documentId: doomed.documentId,
              locale,
              kind: found.kind,
            })),
          };
        },
      );
      return { ...found, publication, erased };
    });
  }

  /**
   * Takes away what the database sampled of what is now erased. To be called after `expunge`, as often as it takes: until then a
   * slug may still stand among PostgreSQL's statistics.
   */
  async forgetSamples(): Promise<void> {
    await this.work.run(() => this.store.forgetSamples(), SAMPLING);
  }

  /** The document is locked from here on. */
  private async lookAt(doomed: Doomed): Promise<Expungeable> {
    const { documentId, locale } = doomed;
    const kind = isUuid(documentId) ? (await this.publications.lock([documentId], [])).get(documentId) : undefined;
    if (kind === undefined) throw new DocumentNotFound(documentId, ['documentId']);
    const all = await this.store.variants(documentId);
    const variants = locale === null ? all : all.filter((variant) => variant.locale === locale);
    if (variants.length === 0 && !(await this.store.isExpunged(doomed)))
      throw new BadInput(
        `The document ${documentId} is in ${all.map((variant) => `"${variant.locale}"`).join(', ') || 'no language'}, and not in "${locale ?? ''}": name one that it has.`,
        ['locale'],
      );
    return { documentId, kind, variants, mentions: await this.store.mentions(documentId) };
  }
}

function doomedBy({ documentId, locale }: Pick<ExpungeRequest, 'documentId' | 'locale'>): Doomed {
  return { documentId: documentId.toLowerCase(), locale: locale ?? null };
}
