// Longer than other files: one world, in which two publishers make every step of the table, serves every promise about it.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Actor, type Grant } from '#access';
import {
  type Body,
  CommentingService,
  ConfirmingService,
  EditingService,
  ExpungingService,
  LOCK_SECONDS,
  partHashes,
  PRESENT_SECONDS,
  PresenceService,
  ReleaseApprovalService,
  ReleasesService,
  RemindingService,
  ReviewingService,
  ReviewQueueService,
  type Variant,
  VerifyService,
} from '#content';
import { Mailer, Problems } from '#platform';
import { interleave, schedules } from '../kit/schedule.js';
import { createWorld, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

// Turns of a save, a submission or a decision: to before-lock, after-lock, before-commit, and to the end.
const TURNS = 4;

let world: World;
let people: Readonly<Record<'ann' | 'ben' | 'cat' | 'solo', Actor>>;
const service = <T>(type: abstract new (...args: never[]) => T): T => world.app.get<T>(type, { strict: false });
const reviewing = () => service(ReviewingService);

beforeAll(async () => {
  world = await createWorld({ environment: { ALMANAC_DATA_DIR: await mkdtemp(path.join(tmpdir(), 'almanac-flow-')) } });
  const add = async (name: string, grants: readonly Grant[]): Promise<Actor> => {
    const email = `${name}@example.org`;
    return { type: 'editor', id: (await world.editors.add(TESTER, { name, email, grants })).id };
  };
  const english = ['en'];
  people = {
    ann: await add('ann', [
      { role: 'author', locales: english },
      { role: 'publisher', locales: english },
    ]),
    ben: await add('ben', [
      { role: 'reviewer', locales: english },
      { role: 'publisher', locales: english },
    ]),
    cat: await add('cat', [{ role: 'author', locales: english }]),
    // Nobody else may publish in Spanish.
    solo: await add('solo', [
      { role: 'author', locales: ['es'] },
      { role: 'publisher', locales: ['es'] },
    ]),
  };
});
afterAll(async () => {
  await world.end();
  await rm(world.config.dataDir, { recursive: true, force: true });
});

async function refusals(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    const problems = Problems.of(error);
    if (!problems) throw error;
    return problems.map((problem) => problem.kind);
  }
}

const keyOf = ({ documentId, locale }: Variant) => ({ documentId, locale });
const now = (variant: Variant) => world.drafting.get(variant.documentId, variant.locale);
const retitle = async (actor: Actor, variant: Variant, title: string) => {
  const read = await now(variant);
  const { fields } = partHashes(read.kind, { slug: read.slug, body: read.draft });
  return service(EditingService).edit(actor, {
    ...keyOf(read),
    fields: { title },
    base: { fields: fields.filter(({ field }) => field === 'title') },
  });
};
const submit = async (actor: Actor, variant: Variant) =>
  reviewing().submit(actor, { ...keyOf(variant), expectedVersion: (await now(variant)).draftVersion });
const approved = async (body: Partial<Body<'article'>> = {}) => {
  const draft = await world.given.article(body);
  const { revision } = await submit(people.ann, draft);
  await reviewing().approve(people.ben, { ...keyOf(draft), revision });
  return { draft, revision };
};
const publish = async (actor: Actor, variant: Variant) =>
  world.publishing.publish(actor, { publish: [toPublish(await now(variant))] });
const lastEvent = async (verb: string, subject: string) =>
  (
    await world.work.rows<{ actor: string; data: Record<string, unknown> }>(
      'select actor, data from ledger.event where verb = $1 and subject = $2 order by number desc limit 1',
      [verb, subject],
    )
  )[0];

describe('a draft on its way to the public', () => {
  test('is frozen when it is submitted, approved as that revision, and published as that', async () => {
    const draft = await world.given.article();
    const { revision, variant } = await submit(people.cat, draft);
    expect(variant).toMatchObject({ state: 'in-review', lastRevision: revision, review: { revision } });
    expect((await reviewing().approve(people.ben, { ...keyOf(draft), revision })).variant.state).toBe('approved');
    const { published } = await publish(people.ann, draft);
    expect(published).toMatchObject([{ revision, edition: 1 }]);
    expect(await now(draft)).toMatchObject({ state: 'published', review: null });
    expect(await lastEvent('variant.publish', draft.documentId)).toMatchObject({
      data: { revision, approvedBy: `editor:${(people.ben as { id: string }).id}` },
    });
    await world.publishing.publish(people.ann, { withdraw: [{ ...toPublish(await now(draft)), reason: 'GONE' }] });
    expect((await now(draft)).state).toBe('withdrawn');
    // What was public before needs no new look.
    await publish(people.ann, draft);
    expect((await now(draft)).state).toBe('published');
    await retitle(people.cat, draft, 'Changed');
    expect((await now(draft)).state).toBe('draft');
  });

  test('needs a second person once there is one, and is not published half', async () => {
    const draft = await world.given.article();
    const { seq } = await world.ledger.head();
    expect(await refusals(publish(people.ann, draft))).toEqual(['SECOND_PERSON_NEEDED']);
    const { revision } = await submit(people.ann, draft);
    expect(await refusals(publish(people.ben, draft))).toEqual(['SECOND_PERSON_NEEDED']);
    expect(await refusals(reviewing().approve(people.ann, { ...keyOf(draft), revision }))).toEqual([
      'SECOND_PERSON_NEEDED',
    ]);
    expect([(await world.ledger.head()).seq, (await now(draft)).state]).toEqual([seq, 'in-review']);
  });

  test('is published by whoever works alone at once, and the audit says that nobody else looked', async () => {
    const draft = await world.given.article({}, { locale: 'es' });
    await publish(people.solo, draft);
    expect(await lastEvent('variant.publish', draft.documentId)).toMatchObject({ data: { selfApproved: true } });
  });

  test('is published by the system as ever', async () => {
    const draft = await world.given.article();
    await publish(TESTER, draft);
    expect((await lastEvent('variant.publish', draft.documentId))?.data).not.toHaveProperty('selfApproved');
  });

  test('falls back when it is changed after it was approved; what was approved may still be published', async () => {
    const { draft, revision } = await approved();
    await retitle(people.cat, draft, 'Changed since');
    expect(await now(draft)).toMatchObject({ state: 'draft', review: null });
    expect(await refusals(publish(people.ann, draft))).toEqual(['SECOND_PERSON_NEEDED']);
    await world.publishing.publish(people.ann, { publish: [{ ...keyOf(draft), revision }] });
    expect(await now(draft)).toMatchObject({ state: 'draft', liveEdition: 1 });
  });

  test('is not let through by a release or a schedule either: what is pinned has been looked at', async () => {
    const draft = await world.given.article();
    const pin = async (revision?: number) => {
      const item = {
        ...keyOf(draft),
        action: 'PUBLISH' as const,
        chosen: revision ?? null,
        revision: null,
        edition: null,
        changeKind: null,
        note: null,
      };
      const release = await service(ReleasesService).create(people.ann, { name: 'Spring', items: [item] });
      const seen = [{ ...keyOf(draft), expectedVersion: (await now(draft)).draftVersion }];
      return service(ReleaseApprovalService).approve(people.ann, {
        releaseId: release.id,
        expectedVersion: release.version,
        seen,
      });
    };
    expect(await refusals(pin())).toEqual(['SECOND_PERSON_NEEDED']);
    const { revision } = await submit(people.ann, draft);
    await reviewing().approve(people.ben, { ...keyOf(draft), revision });
    expect(await refusals(pin(revision))).toEqual([]);
  });

  test('does not fall back when it is saved as it was', async () => {
    const { draft } = await approved();
    await world.drafting.save(TESTER, { ...keyOf(draft), expectedVersion: 1, fields: { title: 'An article' } });
    expect((await now(draft)).state).toBe('approved');
  });

  test('goes back to its author with words, stays there while it is changed, and comes again', async () => {
    const draft = await world.given.article();
    const { revision } = await submit(people.cat, draft);
    const judgement = { ...keyOf(draft), revision };
    expect(await refusals(reviewing().requestChanges(people.ben, judgement))).toEqual(['BAD_INPUT']);
    await reviewing().requestChanges(people.ben, { ...judgement, note: 'Say who counted.' });
    await retitle(people.cat, draft, 'Counted by us');
    expect((await now(draft)).state).toBe('changes-requested');
    const again = await submit(people.cat, draft);
    expect(await refusals(reviewing().approve(people.ben, judgement))).toEqual(['STALE_REVIEW']);
    await reviewing().recall(people.cat, { ...keyOf(draft), revision: again.revision });
    expect((await now(draft)).state).toBe('draft');
  });

  test('is refused without what publishing needs, with everything that is missing', async () => {
    const draft = await world.drafting.create(TESTER, { kind: 'article', locale: 'en', body: {} });
    expect(await refusals(submit(people.cat, draft))).toEqual([
      'REQUIRED_TO_PUBLISH',
      'REQUIRED_TO_PUBLISH',
      'REQUIRED_TO_PUBLISH',
    ]);
    expect((await now(draft)).lastRevision).toBe(0);
  });

  test('is not handed to somebody who cannot approve it, nor by somebody without the role', async () => {
    const draft = await world.given.article();
    const cat = (people.cat as { id: string }).id;
    expect(
      await refusals(reviewing().submit(people.ann, { ...keyOf(draft), expectedVersion: 1, reviewer: cat })),
    ).toEqual(['REVIEWER_NOT_FOUND']);
    expect(await refusals(submit(people.solo, draft))).toEqual(['NOT_ALLOWED']);
  });
});

test('reviews are queues: mine, waiting for me, and overdue', async () => {
  const queue = async (actor: Actor, name: 'mine' | 'waiting' | 'overdue') =>
    (await service(ReviewQueueService).list(actor, name, { first: 100, after: null })).map(
      (review) => review.documentId,
    );
  const [asked, late] = [await world.given.article(), await world.given.article()];
  await submit(people.cat, asked);
  await reviewing().submit(people.ann, { ...keyOf(late), expectedVersion: 1, dueAt: '2026-05-01T00:00:00Z' });
  expect(await queue(people.cat, 'mine')).toEqual([asked.documentId]);
  expect(await queue(people.cat, 'waiting')).toEqual([]);
  expect(await queue(people.ben, 'waiting')).toEqual(expect.arrayContaining([late.documentId, asked.documentId]));
  expect((await queue(people.ben, 'waiting'))[0]).toBe(late.documentId);
  expect([await queue(people.ben, 'overdue'), await queue(people.ann, 'overdue')]).toEqual([
    [late.documentId],
    [late.documentId],
  ]);
  expect(await queue(people.cat, 'overdue')).toEqual([]);
});

describe('a comment', () => {
  const commenting = () => service(CommentingService);
  const about = (draft: Variant, block: string) => ({
    ...keyOf(draft),
    field: 'body',
    block,
    words: 'Zqxvsaid who counted?',
  });

  test('stays with what it was about when the block goes, until somebody resolves it', async () => {
    const draft = await world.given.article({ body: [paragraph('a', 'Half of all.'), paragraph('b', 'More.')] });
    const thread = await commenting().comment(people.ben, about(draft, 'a'));
    expect(thread).toMatchObject({ present: true, quote: 'Half of all.', block: 'a', authorName: 'ben' });
    await commenting().reply(people.cat, { thread: thread.id, words: 'We did.' });
    await world.drafting.save(TESTER, {
      ...keyOf(draft),
      expectedVersion: 1,
      fields: { body: [paragraph('b', 'More.')] },
    });
    const page = { first: 10, after: null, resolved: false };
    expect(await commenting().threads(keyOf(draft), page)).toMatchObject([
      { id: thread.id, present: false, quote: 'Half of all.', replies: [{ words: 'We did.', authorName: 'cat' }] },
    ]);
    await commenting().resolve(people.ann, thread.id);
    expect(await commenting().threads(keyOf(draft), page)).toEqual([]);
    expect(await refusals(commenting().resolve(people.ben, thread.id))).toEqual(['COMMENT_SETTLED']);
    expect(await commenting().reopen(people.ben, thread.id)).toMatchObject({ resolvedAt: null });
  });

  test('is put in other words by who wrote it and nobody else, from the version that they read', async () => {
    const draft = await world.given.article();
    const thread = await commenting().comment(people.ben, about(draft, 'p1'));
    const answer = (await commenting().reply(people.cat, { thread: thread.id, words: 'Zqxvsaid me.' })).replies[0];
    const edit = { comment: answer?.id ?? '', expectedVersion: 1, words: 'Zqxvsaid we did.' };
    expect(await refusals(commenting().edit(people.ann, edit))).toEqual(['NOT_ALLOWED']);
    const both = await Promise.allSettled(
      ['Zqxvsaid one.', 'Zqxvsaid two.'].map((words) => commenting().edit(people.cat, { ...edit, words })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const { replies } = await commenting().thread(thread.id);
    expect(replies).toMatchObject([{ version: 2, editedAt: expect.any(String) as string, author: answer?.author }]);
    expect((await lastEvent('comment.edit', draft.documentId))?.data).toMatchObject({
      comment: answer?.id,
      before: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      after: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(await refusals(commenting().edit(people.cat, edit))).toEqual(['STALE_COMMENT']);
  });

  test('leaves neither its words nor a name in the audit', async () => {
    const draft = await world.given.article();
    await commenting().comment(people.ben, about(draft, 'p1'));
    const { data } = (await lastEvent('comment.write', draft.documentId)) ?? {};
    expect(Object.keys(data ?? {}).sort()).toEqual(['comment', 'locale']);
    const said = await world.work.rows(`select 1 from ledger.event where data::text ~ 'Zqxvsaid|"ben"|"cat"'`);
    expect(said).toEqual([]);
  });

  test('is refused where there is no such place, and without words', async () => {
    const draft = await world.given.article();
    expect(await refusals(commenting().comment(people.ben, about(draft, 'nowhere')))).toEqual(['BAD_INPUT']);
    expect(await refusals(commenting().comment(people.ben, { ...keyOf(draft), words: ' \u0000 ' }))).toEqual([
      'BAD_INPUT',
    ]);
    expect(
      await refusals(commenting().comment(people.ben, { ...keyOf(draft), field: '__proto__', words: 'x' })),
    ).toEqual(['BAD_INPUT']);
    expect(await refusals(commenting().resolve(people.ben, 'nonsense'))).toEqual(['COMMENT_NOT_FOUND']);
    expect(
      await refusals(commenting().edit(people.ben, { comment: 'nonsense', expectedVersion: 1, words: 'x' })),
    ).toEqual(['COMMENT_NOT_FOUND']);
    expect(await refusals(commenting().comment(people.solo, about(draft, 'p1')))).toEqual(['NOT_ALLOWED']);
  });
});

describe('who is at a draft', () => {
  const presence = () => service(PresenceService);
  const held = async (draft: Variant) => (await presence().look(keyOf(draft))).lock?.name ?? null;

  test('is seen by the others, and ends by itself', async () => {
    const draft = await world.given.article();
    await presence().appear(people.ann, keyOf(draft), { field: 'body', block: 'p1' });
    const { present } = await presence().appear(people.cat, keyOf(draft));
    expect(present.map(({ name, block }) => [name, block])).toEqual([
      ['ann', 'p1'],
      ['cat', null],
    ]);
    world.clock.advance((PRESENT_SECONDS + 1) * 1000);
    expect((await presence().look(keyOf(draft))).present).toEqual([]);
  });

  test('may ask the others to wait: that outlasts every save, and ends by itself', async () => {
    const draft = await world.given.article();
    await presence().lock(people.ann, keyOf(draft));
    for (let save = 0; save < 3; save++) {
      world.clock.advance((LOCK_SECONDS - 10) * 1000);
      await retitle(people.ann, draft, `Saved ${save}`);
      expect(await held(draft)).toBe('ann');
    }
    expect(await refusals(presence().lock(people.cat, keyOf(draft)))).toEqual(['LOCKED_BY_OTHER']);
    // Advice, no more: nothing is overwritten unseen, so nothing is refused.
    await retitle(people.cat, draft, 'By Cat all the same');
    world.clock.advance((LOCK_SECONDS + 1) * 1000);
    expect(await held(draft)).toBeNull();
    await presence().lock(people.cat, keyOf(draft));
    expect(await held(draft)).toBe('cat');
  });

  test('is taken over by choice, and from whom one saw: of two who do, one is told', async () => {
    const draft = await world.given.article();
    await presence().lock(people.ann, keyOf(draft));
    const ann = `editor:${(people.ann as { id: string }).id}`;
    await presence().takeOver(people.cat, keyOf(draft), ann);
    expect(await refusals(presence().takeOver(TESTER, keyOf(draft), ann))).toEqual(['LOCKED_BY_OTHER']);
    expect(await held(draft)).toBe('cat');
    expect(await lastEvent('draft.take-over', draft.documentId)).toMatchObject({ data: { from: ann } });
    await presence().leave(people.cat, keyOf(draft));
    expect(await held(draft)).toBeNull();
  });
});

describe('what says that somebody must look at it again', () => {
  const confirming = () => service(ConfirmingService);
  const due = async (until: string) =>
    (await confirming().due('en', until, { first: 100, after: null })).map(({ documentId }) => documentId);
  const fact = (verifyBy: string) =>
    world.given.published('fact', {
      statement: `Claim by ${verifyBy}`,
      status: 'UNVERIFIED',
      notice: 'No source.',
      verifyBy,
    });

  test('is in the queue until an edition is confirmed, or another day is published', async () => {
    const variant = await fact('2026-06-03');
    expect(await due('2026-06-02')).not.toContain(variant.documentId);
    expect(await due('2026-06-03')).toContain(variant.documentId);
    const confirm = (expectedEdition: number, dueOn: string | null) =>
      confirming().confirm(people.ben, { ...keyOf(variant), expectedEdition, dueOn });
    expect(await refusals(confirm(2, '2027-01-01'))).toEqual(['STALE_EDITION']);
    expect(await refusals(confirm(1, '2026-02-30'))).toEqual(['BAD_INPUT']);
    expect((await confirm(1, '2027-01-01')).dueOn).toBe('2027-01-01');
    const [dates] = await confirming().dates([variant]);
    expect(dates).toMatchObject({
      lastReviewed: expect.any(String) as string,
      firstPublished: expect.any(String) as string,
    });
    // Another edition that says the same day leaves what was confirmed; one that says another day says it anew.
    const save = async (fields: Record<string, unknown>) => {
      const { draftVersion } = await now(variant);
      await world.drafting.save(TESTER, { ...keyOf(variant), expectedVersion: draftVersion, fields });
      await publish(TESTER, variant);
      return (await now(variant)).dueOn;
    };
    expect(await save({ place: 'Here' })).toBe('2027-01-01');
    expect(await save({ verifyBy: '2026-07-01' })).toBe('2026-07-01');
    await world.publishing.publish(TESTER, {
      withdraw: [{ ...toPublish(await now(variant)), reason: 'RETRACTED', notice: 'Wrong.' }],
    });
    expect(await now(variant)).toMatchObject({ dueOn: null, state: 'withdrawn' });
  });

  test('is told by mail once, with any number of workers, to whoever wrote it or else whoever may confirm it', async () => {
    const reminding = service(RemindingService);
    const mailer = world.app.get(Mailer);
    const folder = path.join(world.config.dataDir, 'mail');
    const variant = await fact('2026-06-05');
    const ids = [people.ann, people.ben].map((actor) => (actor as { id: string }).id).sort();
    const planned = await Promise.all(Array.from({ length: 4 }, () => reminding.plan()));
    expect(planned.reduce((sum, count) => sum + count)).toBe(2);
    expect(await reminding.plan()).toBe(0);
    const jobs = await world.work.rows<{ payload: { editorId: string } }>(
      `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'send-reminder'`,
    );
    expect(jobs.map(({ payload }) => payload.editorId).sort()).toEqual(ids);
    for (const id of ids) expect([await reminding.send(id, mailer), await reminding.send(id, mailer)]).toEqual([1, 0]);
    const files = await readdir(folder);
    const mails = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
    expect(mails.map((mail) => /^To: (.*)$/m.exec(mail)?.[1]).sort()).toEqual(['ann@example.org', 'ben@example.org']);
    for (const mail of mails) expect(mail).toContain('- 2026-06-05 Claim by 2026-06-05 (en)');
    // Whoever wrote what is live is told alone.
    const { draft: written, revision } = await approved({ reviewBy: '2026-06-04' });
    await world.publishing.publish(people.ben, { publish: [{ ...keyOf(written), revision }] });
    expect(await reminding.plan()).toBe(1);
    await world.app.get(ExpungingService, { strict: false }).expunge(TESTER, { documentId: variant.documentId });
    expect(
      await world.work.rows('select 1 from content.reminder where document_id = $1', [variant.documentId]),
    ).toEqual([]);
  });
});

describe('in every interleaving', () => {
  const told = (outcome: PromiseSettledResult<unknown>) =>
    outcome.status === 'fulfilled' ? 'done' : (Problems.of(outcome.reason)?.[0]?.kind ?? String(outcome.reason));

  test('of a save and a submission, what is in review is what the draft says', async () => {
    for (const schedule of schedules(TURNS)) {
      const draft = await world.given.article();
      const { outcomes } = await interleave(
        world.database.superuserUrl,
        schedule,
        () => retitle(people.ann, draft, 'Saved'),
        () => reviewing().submit(people.cat, { ...keyOf(draft), expectedVersion: 1 }),
      );
      const after = await now(draft);
      expect([...outcomes.map(told), after.state, after.draft]).toMatchObject(
        outcomes[1].status === 'fulfilled'
          ? ['done', 'done', 'draft', { title: 'Saved' }]
          : ['done', 'STALE_DRAFT', 'draft', { title: 'Saved' }],
      );
    }
  }, 60_000);

  test('of a save and an approval, what is approved is the revision that was looked at', async () => {
    for (const schedule of schedules(TURNS)) {
      const draft = await world.given.article();
      const { revision } = await submit(people.cat, draft);
      const { outcomes } = await interleave(
        world.database.superuserUrl,
        schedule,
        () => retitle(people.ann, draft, 'Saved'),
        () => reviewing().approve(people.ben, { ...keyOf(draft), revision }),
      );
      const after = await now(draft);
      const [review] = await world.work.rows('select outcome from content.review where document_id = $1', [
        draft.documentId,
      ]);
      expect([...outcomes.map(told), after.state, review]).toEqual(
        outcomes[1].status === 'fulfilled'
          ? ['done', 'done', 'draft', { outcome: 'approved' }]
          : ['done', 'NOT_IN_STATE', 'draft', { outcome: 'overtaken' }],
      );
    }
  }, 60_000);
});

test('a document that is expunged takes comments, reviews, locks and kept drafts with it, and everything verifies', async () => {
  const { draft } = await approved();
  await service(CommentingService).comment(people.ben, { ...keyOf(draft), words: 'Zqxvgone.' });
  await service(PresenceService).lock(people.ann, keyOf(draft));
  await service(PresenceService).appear(people.ann, keyOf(draft));
  await retitle(people.cat, draft, 'Rewritten');
  await service(ExpungingService).expunge(TESTER, { documentId: draft.documentId });
  const results = await service(VerifyService).verify();
  expect(results.flatMap(({ name, broken }) => broken.map((breach) => `${name}: ${breach}`))).toEqual([]);
  expect(await world.work.rows(`select 1 from content.comment where words ~ 'Zqxvgone'`)).toEqual([]);
});
