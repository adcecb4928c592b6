import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#access';
import { DraftingService, ExpungingService, PublishingService, type Variant } from '#content';
import { BadInput, CONFIG, type Config, UnitOfWork } from '#platform';
import { type Fixture, FIXTURES, resolved, slugOf } from './fixtures.js';

export const SANDBOX = { handle: 'sandbox', name: 'Sandbox' } as const;

/** Fixtures are written in this language. */
const LOCALE = 'en';
const CHANGED = [
  'article-corrected',
  'article-gone',
  'article-replaced',
  'article-retracted',
  'fact-retracted',
] as const;

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

  /** In three publications, each whole; what an earlier run has done is passed over. False when all of it is there already. */
  async fill(actor: Actor): Promise<boolean> {
    if (this.config.env === 'production')
      throw new BadInput(
        'A sandbox publishes examples for everybody to see: make it where ALMANAC_ENV is not production.',
        [],
      );
    if (!this.config.locales.includes(LOCALE))
      throw new BadInput(`The examples are in "${LOCALE}", which is not among the locales here.`, []);
    const made = await this.work.run(async () => {
      await this.work.rows('select pg_advisory_xact_lock(7105408)');
      const done = await this.publishAll(actor);
      return (await this.changeSome(actor)) || done;
    });
    const [expunged] = await this.idsOf(['article-expunged']);
    if (!expunged) return made;
    const { erased } = await this.expunging.expunge(actor, { documentId: expunged[1], reason: 'PRIVACY' });
    return made || erased.length > 0;
  }

  private async publishAll(actor: Actor): Promise<boolean> {
    if ((await this.idsOf(['article'])).length > 0) return false;
    const ids = new Map<string, string>();
    for (const fixture of FIXTURES) ids.set(fixture.key, await this.begin(actor, fixture));
    const drafts: Variant[] = [];
    for (const { key, fields } of FIXTURES)
      drafts.push(await this.save(actor, ids.get(key) ?? '', 1, resolved(fields, ids) as Record<string, unknown>));
    await this.publishing.publish(actor, {
      publish: drafts.map(({ documentId, draftVersion }) => ({
        documentId,
        locale: LOCALE,
        expectedVersion: draftVersion,
      })),
      note: 'sandbox',
    });
    return true;
  }

  /** A correction under another slug, a retraction that stays, and three withdrawals. */
  private async changeSome(actor: Actor): Promise<boolean> {
    const ids = new Map(await this.idsOf(CHANGED));
    const drafts: Variant[] = [];
    for (const key of CHANGED) drafts.push(await this.drafting.get(ids.get(key) ?? '', LOCALE));
    const [corrected, gone, replaced, retracted, fact] = drafts;
    if (!corrected || !gone || !replaced || !retracted || !fact) return false;
    if (corrected.slug !== slugOf({ key: 'article-corrected' })) return false;
    const after = await this.drafting.save(actor, {
      documentId: corrected.documentId,
      locale: LOCALE,
      expectedVersion: corrected.draftVersion,
      slug: `${corrected.slug}-since`,
      fields: { summary: 'It says something else now.' },
    });
    const said = await this.save(actor, fact.documentId, fact.draftVersion, { notice: 'This has been taken back.' });
    const withdrawn = ({ documentId, draftVersion }: Variant) => ({
      documentId,
      locale: LOCALE,
      expectedVersion: draftVersion,
    });
    await this.publishing.publish(actor, {
      publish: [
        { ...withdrawn(after), changeKind: 'CORRECTION', note: 'What was said before was wrong.' },
        { ...withdrawn(said), changeKind: 'RETRACTION', note: 'The claim has been taken back.' },
      ],
      withdraw: [
        { ...withdrawn(gone), reason: 'GONE' },
        { ...withdrawn(replaced), reason: 'REPLACED', replacedBy: corrected.documentId },
        { ...withdrawn(retracted), reason: 'RETRACTED', notice: 'This should not have been said.' },
      ],
      note: 'sandbox',
    });
    return true;
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
    return rows.map(({ slug, id }) => [slug.replace(/^sandbox-|-since$/g, ''), id] as const);
  }
}
