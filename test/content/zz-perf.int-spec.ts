import { createWorld, paragraph, TESTER, toPublish } from '../kit/world.js';
import { VerifyService } from '#content';

test('perf', async () => {
  const world = await createWorld();
  const topic = await world.given.published('topic', { name: 'T' });
  let t = Date.now();
  const lap = (what: string) => { const n = Date.now(); console.log(what, n - t); t = n; };
  const N = Number(process.env['N'] ?? 5000);
  const drafts = await world.work.run(async () => {
    const all = [];
    for (let i = 0; i < N; i++)
      all.push(await world.drafting.create(TESTER, { kind: 'article', locale: 'en', slug: `a-${i}`, body: { title: `A ${i}`, topics: [topic.documentId], body: Array.from({ length: 10 }, (_, k) => paragraph(`p${k}`, 'Some words of a paragraph that is long. '.repeat(10))) } }));
    return all;
  }, { lockTimeout: 10000, statementTimeout: 600000 });
  lap('create');
  await world.publishing.publish(TESTER, { publish: drafts.map(toPublish) });
  lap('publish');
  await world.publishing.publish(TESTER, { publish: drafts.map(toPublish) }).catch((e) => console.log(String(e)));
  lap('publish unchanged');
  await world.publishing.publish(TESTER, { withdraw: drafts.map((d) => ({ ...toPublish(d), reason: 'GONE' as const })) });
  lap('withdraw');
  const broken = (await world.app.get(VerifyService, { strict: false }).verify()).flatMap((c) => c.broken);
  lap('verify');
  expect(broken).toEqual([]);
  await world.end();
}, 600000);
