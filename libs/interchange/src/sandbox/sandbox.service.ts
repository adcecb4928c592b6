import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#access';
import { DraftingService, ExpungingService, PublishingService, type Variant } from '#content';
import { BadInput, CONFIG, type Config, UnitOfWork } from '#platform';
import { type Fixture, FIXTURES, resolved, slugOf } from './fixtures.js';

export const SANDBOX = { handle: 'sandbox', name: 'Sandbox' } as const;

type Withdrawn = NonNullable<Parameters<PublishingService['publish']>[1]['withdraw']>[number];

/** Fixtures are written in this language. */
const LOCALE = 'en';
const CORRECTED = 'article-corrected';
const TAKEN_BACK = 'fact-retracted';
/** What is withdrawn, each for another reason. */
const GOING = ['article-gone', 'article-replaced', 'article-retracted'] as const;
const EXPUNGED = 'article-expunged';

/**
 * Documents that between them have everything that an answer can hold or lack, and lose documents in every way: for whoever
 * writes a client. They are public like all others, so never in production.
 */
@Injectable()
export class SandboxService {
  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(DraftingService) private readonly drafting: DraftingService,
    @Inject(PublishingService) private readonly publishing: PublishingService,
    @Inject(ExpungingService) private readonly expunging: ExpungingService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * In three publications, each whole; what an earlier run has done is passed over, and what was brought back goes again. False
   * when there was nothing to do.
   */
  async fill(actor: Actor): Promise<boolean> {
    this.check();
    const made = await this.alone(async () => {
      const done = await this.publishAll(actor);
      return (await this.changeSome(actor)) || done;
    });
    const [expunged] = await this.idsOf([EXPUNGED]);
    if (!expunged) return made;
    const { erased } = await this.expunging.expunge(actor, { documentId: expunged[1], reason: 'PRIVACY' });
    return made || erased.length > 0;
  }

  /** Publishes again what went, and another document in the place of the one that must not exist: copies made now can lose them all. */
  async bringBack(actor: Actor): Promise<boolean> {
    this.check();
    return this.alone(async () => {
      const drafts = (await this.draftsOf(GOING)).filter(({ liveEdition }) => liveEdition === null);
      if (drafts.length === 0 && (await this.idsOf(GOING)).length === 0)
        throw new BadInput('There is no sandbox yet: make it first.', []);
      const fixture = FIXTURES.find(({ key }) => key === EXPUNGED);
      if (fixture && (await this.idsOf([EXPUNGED])).length === 0)
        drafts.push(await this.save(actor, await this.begin(actor, fixture), 1, { ...fixture.fields }));
      if (drafts.length === 0) return false;
      await this.publishing.publish(actor, { publish: drafts.map(named), note: 'sandbox' });
      return true;
    });
  }

  private check(): void {
    if (this.config.env === 'production')
      throw new BadInput(
        'A sandbox publishes examples for everybody to see: make it where ALMANAC_ENV is not production.',
        [],
      );
    if (!this.config.locales.includes(LOCALE))
      throw new BadInput(`The examples are in "${LOCALE}", which is not among the locales here.`, []);
  }

  /** Two who do this at once do it one after the other. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    return this.work.run(async () => {
      await this.work.rows('select pg_advisory_xact_lock(7105408)');
      return work();
    });
  }

  private async publishAll(actor: Actor): Promise<boolean> {
    if ((await this.idsOf(['article'])).length > 0) return false;
    const ids = new Map<string, string>();
    for (const fixture of FIXTURES) ids.set(fixture.key, await this.begin(actor, fixture));
    const drafts: Variant[] = [];
    for (const { key, fields } of FIXTURES)
      drafts.push(await this.save(actor, ids.get(key) ?? '', 1, resolved(fields, ids) as Record<string, unknown>));
    await this.publishing.publish(actor, {
      publish: drafts.map(named),
      note: 'sandbox',
    });
    return true;
  }

  /** A correction under another slug and a retraction that stays, once; and three withdrawals, of what is there. */
  private async changeSome(actor: Actor): Promise<boolean> {
    const [corrected] = await this.draftsOf([CORRECTED]);
    const [fact] = await this.draftsOf([TAKEN_BACK]);
    if (!corrected || !fact) return false;
    const isFirst = corrected.slug === slugOf({ key: CORRECTED });
    const publish = isFirst ? await this.correct(actor, corrected, fact) : [];
    const going = await this.draftsOf(GOING);
    const how: Readonly<Record<string, object>> = {
      'article-gone': { reason: 'GONE' },
      'article-replaced': { reason: 'REPLACED', replacedBy: corrected.documentId },
      'article-retracted': { reason: 'RETRACTED', notice: 'This should not have been said.' },
    };
    const withdraw = going.flatMap((draft) =>
      draft.liveEdition === null ? [] : [{ ...named(draft), ...how[keyOf(draft.slug ?? '')] } as Withdrawn],
    );
    if (publish.length + withdraw.length === 0) return false;
    await this.publishing.publish(actor, { publish, withdraw, note: 'sandbox' });
    return true;
  }

  private async correct(actor: Actor, corrected: Variant, fact: Variant) {
    const after = await this.drafting.save(actor, {
      documentId: corrected.documentId,
      locale: LOCALE,
      expectedVersion: corrected.draftVersion,
      slug: `${corrected.slug}-since`,
      fields: { summary: 'It says something else now.' },
    });
    const said = await this.save(actor, fact.documentId, fact.draftVersion, { notice: 'This has been taken back.' });
    return [
      { ...named(after), changeKind: 'CORRECTION', note: 'What was said before was wrong.' },
      { ...named(said), changeKind: 'RETRACTION', note: 'The claim has been taken back.' },
    ] as const;
  }

  /** Of what is there. */
  private async draftsOf(keys: readonly string[]): Promise<Variant[]> {
    const drafts: Variant[] = [];
    for (const [, documentId] of await this.idsOf(keys)) drafts.push(await this.drafting.get(documentId, LOCALE));
    return drafts;
  }

  private async begin(actor: Actor, fixture: Fixture): Promise<string> {
    const slug = slugOf(fixture);
    return (await this.drafting.create(actor, { kind: fixture.kind, locale: LOCALE, slug, body: {} })).documentId;
  }

  private save(
    actor: Actor,
    documentId: string,
    expectedVersion: number,
    fields: Record<string, unknown>,
  ): Promise<Variant> {
    return this.drafting.save(actor, { documentId, locale: LOCALE, expectedVersion, fields });
  }

  /** Of what is there, by key: a slug that begins so is nobody else's. */
  private async idsOf(keys: readonly string[]): Promise<readonly (readonly [key: string, documentId: string])[]> {
    const rows = await this.work.rows<{ slug: string; id: string }>(
      `select v.slug, v.document_id as id from content.variant v where v.locale = $1 and (v.slug = any ($2::text[]) or v.slug = any ($3::text[]))`,
      [LOCALE, keys.map((key) => slugOf({ key })), keys.map((key) => `${slugOf({ key })}-since`)],
    );
    return rows.map(({ slug, id }) => [keyOf(slug), id] as const);
  }
}

const keyOf = (slug: string) => slug.replace(/^sandbox-|-since$/g, '');

function named({ documentId, draftVersion }: Variant) {
  return { documentId, locale: LOCALE, expectedVersion: draftVersion };
}
