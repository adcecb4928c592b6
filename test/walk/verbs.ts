import {
  type BulkChange,
  BulkChangingService,
  BulkPlanningService,
  CommentingService,
  DocumentSchedulingService,
  EditingService,
  ExpungingService,
  FiringService,
  LabelsService,
  packChecks,
  partHashes,
  PlanningService,
  PreviewingService,
  type ReleaseItem,
  ReleaseApprovalService,
  ReleasePublishingService,
  ReleasesService,
  ReviewingService,
  SchedulingService,
  type Variant,
} from '#content';
import { IdempotencyService } from '#ledger';
import { paragraph, TESTER, toPublish } from '../kit/world.js';
import type { Dice } from './dice.js';
import { AUDIENCES, KINDS, LOCALES, PARTNER, type Walker } from './walker.js';

type Verb = (walker: Walker) => Promise<void>;

const of = <T>({ world }: Walker, type: abstract new (...args: never[]) => T): T =>
  world.app.get(type, { strict: false });

/** What editors, importers and operators may do. Each is refused, or done and written down. */
export const VERBS = {
  create: (walker) => walker.create(),
  save: (walker) => walker.save(),
  moveTopic: (walker) => walker.save(() => ({ broader: walker.body('topic')['broader'] ?? null }), 'topic'),
  publish: (walker) => walker.publishSome(),
  withdraw: (walker) => walker.withdraw(false),
  exchange: (walker) => walker.withdraw(true),

  /** A save that was based on what somebody has rewritten since. */
  saveStale: async (walker) => {
    const variant = await walker.variant();
    if (!variant || variant.draftVersion === 1) return;
    const expectedVersion = variant.draftVersion - 1;
    await walker.world.drafting.save(TESTER, { ...toPublish(variant), expectedVersion, fields: {} });
    throw new Error('a stale save was taken');
  },

  /** As an open tab saves by itself: what it says of the title goes in unless somebody else wrote it meanwhile. */
  autosave: async (walker) => {
    const variant = await walker.variant('article');
    if (!variant) return;
    const { documentId, locale, draftVersion: version } = variant;
    const [field] = partHashes('article', { slug: variant.slug, body: variant.draft }).fields.filter(
      (each) => each.field === 'title',
    );
    const title = `Article ${walker.diary.word()}`;
    const base = { version, fields: field ? [field] : [], lists: [] };
    const edited = await of(walker, EditingService).edit(TESTER, { documentId, locale, fields: { title }, base });
    if (edited.conflicts.length === 0) walker.saved(edited.variant);
  },

  /** Submits a draft, and decides about it in one of the ways that there are, or leaves it in review. */
  review: async (walker) => {
    const variant = await walker.variant();
    if (!variant) return;
    const reviewing = of(walker, ReviewingService);
    const { documentId, locale, draftVersion: expectedVersion } = variant;
    const note = walker.diary.word();
    const { revision } = await reviewing.submit(TESTER, { documentId, locale, expectedVersion, note });
    const judgement = { documentId, locale, revision, note: walker.diary.word() };
    const decide = walker.dice.one(['approve', 'requestChanges', 'recall', null] as const);
    if (decide) await reviewing[decide](TESTER, judgement);
  },

  comment: async (walker) => {
    const variant = await walker.variant();
    if (!variant) return;
    const { documentId, locale } = variant;
    const commenting = of(walker, CommentingService);
    const thread = await commenting.comment(TESTER, { documentId, locale, words: walker.diary.word() });
    await commenting.edit(TESTER, { comment: thread.id, expectedVersion: 1, words: walker.diary.word() });
  },

  saveVersion: async (walker) => {
    const variant = await walker.variant();
    if (!variant) return;
    const { documentId, locale, draftVersion: expectedVersion } = variant;
    const note = walker.diary.word();
    await walker.world.freezing.freeze(TESTER, { documentId, locale, expectedVersion, note });
  },

  /** Brings an earlier revision back as the draft. */
  restore: async (walker) => {
    const variant = await walker.variant();
    if (!variant || variant.lastRevision === 0) return;
    const { documentId, locale, draftVersion: expectedVersion } = variant;
    const revision = 1 + walker.dice.below(variant.lastRevision);
    walker.saved(
      (await walker.world.restoring.restore(TESTER, { documentId, locale, expectedVersion, revision })).variant,
    );
  },

  translate: async (walker) => {
    const variant = await walker.variant();
    if (!variant) return;
    const locale = walker.dice.one(LOCALES);
    const { documentId, locale: sourceLocale } = variant;
    await walker.world.translating.begin(TESTER, { documentId, locale, sourceLocale });
  },

  /** Looks at a plan first, and carries out exactly that one. */
  plan: async (walker) => {
    const variant = await walker.variant();
    if (!variant) return;
    const { documentId, locale } = variant;
    const plan = await of(walker, PlanningService).plan({ publish: [{ documentId, locale }], closure: 'taken' });
    if (plan.problems.length === 0) await walker.publish(plan.request);
  },

  /** The same request twice at once, as after a lost answer. */
  publishTwice: async (walker) => {
    const variant = await walker.variant();
    if (!variant) return;
    const input = { publish: [toPublish(variant)] };
    const request = { verb: 'publishDocuments', key: walker.diary.word(), input };
    const send = () =>
      of(walker, IdempotencyService).once(TESTER, request, async () => ({
        answer: await walker.world.publishing.publish(TESTER, input),
        documents: [variant.documentId],
      }));
    const [one, other] = await Promise.allSettled([send(), send()]);
    for (const sent of [one, other]) if (sent.status === 'rejected') throw sent.reason as Error;
    if (one.status === 'rejected' || other.status === 'rejected') return;
    if (one.value.publication.seq !== other.value.publication.seq) throw new Error('one request was done twice');
    await walker.told(one.value);
  },

  /** Many documents at once, by a plan that was looked at. */
  bulk: async (walker) => {
    const change = await bulkChange(walker);
    if (!change) return;
    const plan = await of(walker, BulkPlanningService).plan(TESTER, change);
    if (plan.problems.length > 0) return;
    const agreed = { change, checks: packChecks(plan.checks) };
    const { publication, published, withdrawn, drafts } = await of(walker, BulkChangingService).make(TESTER, agreed);
    for (const { documentId, locale } of drafts) walker.diary.rewritten.push(`${documentId} ${locale}`);
    if (publication) await walker.told({ publication, published, withdrawn, unchanged: [] });
  },

  /** Takes one of the last publications back. */
  revert: async (walker) => {
    const [seq] = walker.diary.publications.slice(-3).map((publication) => publication.seq);
    if (seq !== undefined) await walker.told(await walker.world.reverting.revert(TESTER, { seq }));
  },

  preview: async (walker) => {
    const variant = await walker.variant();
    if (!variant) return;
    const { documentId, locale } = variant;
    await of(walker, PreviewingService).previewDraft(TESTER, { documentId, locale });
  },

  /** What will be public together: published by hand, left to its hour, or given up. */
  release: async (walker) => {
    const variants = (await Promise.all([walker.variant(), walker.variant()])).filter((each) => each !== null);
    const releases = of(walker, ReleasesService);
    const items = variants.map(releaseItem);
    const made = await releases.create(TESTER, { name: walker.diary.word(), note: walker.diary.word(), items });
    const ref = { releaseId: made.id, expectedVersion: made.version };
    const { version } = await of(walker, ReleaseApprovalService).approve(TESTER, {
      ...ref,
      seen: variants.map(toPublish),
    });
    const approved = { ...ref, expectedVersion: version };
    const then = walker.dice.one(['publish', 'schedule', 'discard'] as const);
    if (then === 'publish') await walker.told(await of(walker, ReleasePublishingService).publish(TESTER, approved));
    if (then === 'schedule') await of(walker, SchedulingService).schedule(TESTER, approved, soon(walker));
    if (then === 'discard') await releases.discard(TESTER, approved);
  },

  schedule: async (walker) => {
    const variant = await walker.variant();
    if (!variant) return;
    const item = releaseItem(variant);
    const scheduling = of(walker, DocumentSchedulingService);
    const { schedule } = await scheduling.schedule(TESTER, item, variant.draftVersion, soon(walker));
    const ref = { scheduleId: schedule.id, expectedVersion: schedule.version };
    if (walker.dice.chance(25)) await of(walker, SchedulingService).cancel(TESTER, ref);
  },

  /** The clock moves on, and two workers do at once what is due. */
  fire: async (walker) => {
    walker.world.clock.advance(2_000);
    const firing = of(walker, FiringService);
    const fired = await Promise.all([firing.fireNext(), firing.fireNext()]);
    for (const each of fired) {
      if (each?.error) throw new Error('what was due could not be tried', { cause: each.error });
      if (each?.outcome !== 'FIRED') continue;
      const [row] = await walker.world.work.rows<{ seq: number }>(
        'select r.seq::int4 as seq from content.schedule s join content.release r on r.id = s.release_id where s.id = $1',
        [each.scheduleId],
      );
      await walker.numbered(row?.seq ?? -1);
    }
  },

  /** A document of its own that goes live, and then must not exist any more. */
  expunge: async (walker) => {
    const { world, diary } = walker;
    const word = diary.word();
    const body = { title: `Article ${word}`, body: [paragraph('p', word)] };
    const { documentId } = await world.drafting.create(TESTER, { kind: 'article', locale: 'en', slug: word, body });
    diary.doomed.add(documentId);
    diary.wordsOfTheDoomed.add(word);
    await walker.publish({ publish: [{ documentId, locale: 'en', expectedVersion: 1 }] });
    const { publication } = await of(walker, ExpungingService).expunge(TESTER, { documentId });
    diary.expunged.add(documentId);
    if (publication) await walker.numbered(publication.seq);
  },

  scope: async (walker) => {
    const { dice } = walker;
    const { seq } = await walker.world.partners.setScope(TESTER, PARTNER, {
      kinds: dice.chance(50) ? dice.some(KINDS, 4) : null,
      topics: dice.chance(50) ? dice.some(walker.of('topic'), 2) : null,
      audiences: null,
      locales: dice.chance(30) ? ['es'] : null,
    });
    await walker.numbered(seq);
  },

  labels: async (walker) => {
    const { work, ledger, config } = walker.world;
    const audiences = AUDIENCES.map((key) => ({ key, labels: { en: `${key} ${walker.dice.below(3)}` } }));
    await new LabelsService(work, ledger, { ...config, audiences }).takeIn(TESTER);
  },

  import: async (walker) => {
    const { world, diary, dice } = walker;
    const locale = 'en';
    const dryRun = dice.chance(15);
    const pages = [{ name: `page-${dice.below(2)}.txt`, bytes: Buffer.from(page(dice)) }];
    const report = await world.imports.importPages(TESTER, pages, { locale, publish: dice.chance(70), dryRun });
    if (dryRun) return;
    for (const { id, kind, change, slug } of report.documents) {
      if (change === 'created') diary.documents.push({ documentId: id, kind });
      if (change === 'created') diary.slugs.push(slug);
      if (change === 'updated') diary.rewritten.push(`${id} ${locale}`);
    }
    if (report.seq !== null) await walker.numbered(report.seq);
  },
} as const satisfies Record<string, Verb>;

/** How often each is drawn. */
export const DECK: readonly (keyof typeof VERBS)[] = Object.entries({
  create: 6,
  save: 10,
  autosave: 7,
  saveStale: 1,
  moveTopic: 2,
  publish: 8,
  publishTwice: 2,
  plan: 3,
  withdraw: 4,
  exchange: 2,
  review: 5,
  comment: 4,
  saveVersion: 3,
  restore: 3,
  translate: 2,
  bulk: 3,
  revert: 2,
  preview: 1,
  release: 3,
  schedule: 3,
  fire: 2,
  expunge: 1,
  scope: 1,
  labels: 1,
  import: 1,
} satisfies Record<keyof typeof VERBS, number>).flatMap(([name, times]) =>
  Array.from({ length: times }, () => name as keyof typeof VERBS),
);

async function bulkChange(walker: Walker): Promise<BulkChange | null> {
  const { dice } = walker;
  const variants = (await Promise.all([walker.variant(), walker.variant(), walker.live()])).filter(
    (each) => each !== null,
  );
  const selection = { variants: variants.map(({ documentId, locale }) => ({ documentId, locale })) };
  const what = dice.one(['retag', 'merge-topics', 'replace-reference', 'publish', 'withdraw'] as const);
  const kind = what === 'merge-topics' ? 'topic' : dice.one(['fact', 'source'] as const);
  const [one, other] = dice.some(walker.of(kind), 3);
  switch (what) {
    case 'retag':
      return { what, of: selection, audiences: { add: dice.some(AUDIENCES, 1), remove: dice.some(AUDIENCES, 1) } };
    case 'merge-topics':
      return one && other ? { what, topic: one, into: other } : null;
    case 'replace-reference':
      return one && other ? { what, target: one, by: other } : null;
    case 'publish':
      return { what, of: selection, closure: 'taken' };
    case 'withdraw':
      return { what, of: selection, reason: 'GONE' };
  }
}

function releaseItem({ documentId, locale }: Variant): ReleaseItem {
  const plain = { changeKind: null, note: null, chosen: null, revision: null, edition: null };
  return { documentId, locale, action: 'PUBLISH', ...plain };
}

const soon = ({ world }: Walker) => ({
  localTime: new Date(world.clock.now().getTime() + 2_000).toISOString().slice(0, 19),
  zone: 'UTC',
});

/** A page with the same hotline, whichever it is, and pairs that differ a little from time to time. */
function page(dice: Dice): string {
  const pairs = dice
    .some(['lamps burn gas', 'lamps are heavy', 'all lamps hum'], 3)
    .map((myth) => `MYTH: People say that ${myth}.\n\nFACT: Hardly any do, and ${dice.one(['few', 'none'])} did.`);
  return `Lamps\n\nIf you smell gas, call the Gas Line 1-800-555-0199.\n\nWhat is a lamp?\n\nA lamp gives ${dice.one(['light', 'warmth'])}.\n\nMyths and facts\n\n${pairs.join('\n\n')}\n`;
}
