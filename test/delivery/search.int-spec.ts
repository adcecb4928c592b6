import { SearchIndexService, VerifyService } from '#content';
import { as } from '../kit/server.js';
import { embed, paragraph, TESTER, toPublish } from '../kit/world.js';
import { Searching } from './searching.js';

let searching: Searching;
const given = () => searching.world.given;
const article = (slug: string, title: string, words: string, more: Record<string, unknown> = {}, locale = 'en') =>
  given().published('article', { title, body: [paragraph('p', words)], ...more }, { slug, locale });
const broken = async () =>
  (await searching.world.app.get(VerifyService, { strict: false }).verify()).flatMap((check) => check.broken);

beforeAll(async () => {
  searching = await Searching.open();
});
afterAll(() => searching.close());

describe('what is found', () => {
  beforeAll(async () => {
    await article('in-body', 'A lamp', 'Lanterns of many kinds hang in harbours.');
    await article('in-summary', 'A light', 'Nothing more.', { summary: 'A lantern for harbours.' });
    await article('in-title', 'Lanterns of the harbour', 'Nothing more.');
    await given().published(
      'myth-fact',
      {
        myth: 'Moths hate candles',
        fact: 'They circle them.',
        verdict: 'FALSE',
        otherPhrasings: ['Butterflies dislike wax'],
        explanation: [paragraph('e', 'Observed near windows.')],
      },
      { slug: 'moths' },
    );
  });

  test('a document in which every word occurs, in any of its forms; a title counts for more than a summary, that for more than a body', async () => {
    expect(await searching.slugs('harbour LANTERN')).toEqual(['in-title', 'in-summary', 'in-body']);
    expect(await searching.slugs('lantern zinc-plated')).toEqual([]);
  });

  test('a myth by what it says, by what corrects it, by how else it is said and by its explanation', async () => {
    for (const text of ['moth candle', 'circling', 'butterfly waxes', 'windows'])
      expect(await searching.slugs(text)).toEqual(['moths']);
  });

  test('what a document embeds is not its own words', async () => {
    const pair = await given().published('myth-fact', {
      myth: 'Quinces are metal',
      fact: 'They are fruit.',
      verdict: 'FALSE',
    });
    await given().published(
      'article',
      {
        title: 'An orchard',
        body: [paragraph('p', 'Trees.'), embed('e', 'mythFactEmbed', pair.documentId)],
      },
      { slug: 'orchard' },
    );
    expect((await searching.search('quinces')).hits.map((hit) => hit.document.kind)).toEqual(['myth-fact']);
    expect(await searching.slugs('orchard')).toEqual(['orchard']);
  });

  test('a compound word by its parts, and words that are only grammar find nothing', async () => {
    await article('compound', 'Door-to-door visits', 'They knocked.');
    expect(await searching.slugs('door/visit')).toEqual(['compound']);
    expect(await searching.slugs('the of and')).toEqual([]);
  });

  test('what is found is marked where it stands, and the words around it are harmless in HTML', async () => {
    await article('marked', 'Owls & <i>others</i>', 'An owl said "hoo" <script>alert(1)</script> and flew.');
    expect(await searching.highlights('owl')).toEqual([
      [
        { field: 'TITLE', text: '<mark>Owls</mark> &amp; &lt;i&gt;others&lt;/i&gt;' },
        {
          field: 'BODY',
          text: 'An <mark>owl</mark> said &quot;hoo&quot; &lt;script&gt;alert(1)&lt;/script&gt; and flew.',
        },
      ],
    ]);
  });

  test('of a long text, stretches around what was found', async () => {
    const filling = 'Grass grows slowly in the far north of the island. '.repeat(60);
    await article('long', 'Meadow', `${filling} A heron waits. ${filling}`);
    const [[highlight, ...others] = []] = await searching.highlights('heron');
    expect(highlight?.text).toContain('<mark>heron</mark>');
    expect(highlight?.text.length).toBeLessThan(400);
    expect(others).toEqual([]);
  });

  test.each([
    "o'neil",
    '\\',
    "' & !x",
    'a:*b',
    '<->',
    '((',
    '%',
    '_',
    '\u2028',
    '"unclosed',
    ':',
    '😀',
    'é'.repeat(100),
  ])('nothing that somebody types is syntax: %s', async (text) => {
    expect((await searching.search(text)).hits).toEqual([]);
  });
});

describe('languages', () => {
  beforeAll(async () => {
    await article('trata', 'La explotación de las víctimas', 'Habló de su niñez.', {}, 'es');
    await article('cafe', 'The café', 'A naïve guest.');
  });

  test.each(['explotación', 'explotaciones', 'explotacion', 'victima', 'víctima', 'hablo', 'ninez', 'VÍCTIMAS'])(
    'Spanish is found with its accents and without: %s',
    async (text) => {
      expect(await searching.slugs(text, { locale: 'es' })).toEqual(['trata']);
      expect((await searching.highlights(text, { locale: 'es' }))[0]?.[0]?.text).toContain('<mark>');
    },
  );

  test('so is English', async () => {
    for (const text of ['cafe', 'café', 'naive guests']) expect(await searching.slugs(text)).toEqual(['cafe']);
  });

  test('a locale is searched by itself', async () => {
    expect(await searching.slugs('explotación')).toEqual([]);
    expect(await searching.slugs('cafe', { locale: 'es' })).toEqual([]);
  });
});

describe('typing mistakes', () => {
  beforeAll(async () => {
    await article('signs', 'Recognising trafficking', 'Victims of trafficking rarely ask for help.');
  });

  test.each(['traficking', 'traffikcing', 'vitcims', 'vicims', 'recogniing'])(
    '%s finds what was meant, and the answer says that it guessed',
    async (text) => {
      const page = await searching.search(text);
      expect(page.hits.map((hit) => hit.document.slug)).toContain('signs');
      expect(page.approximate).toBe(true);
    },
  );

  test('a word that occurs is never guessed at, nor one that nothing is like', async () => {
    expect((await searching.search('victims')).approximate).toBe(false);
    expect(await searching.search('xylophonists')).toMatchObject({ hits: [], approximate: false });
  });
});

describe('only what is public now is found', () => {
  const CANARY = 'zanzibarite';
  const everything = () =>
    as(searching.world.database.superuserUrl, async (client) => {
      const { rows } = await client.query<{ text: string }>(
        `select coalesce(string_agg(s.tsv::text, ' '), '') || ' ' || coalesce((select string_agg(lexeme, ' ') from delivery.search_lexeme), '') as text from delivery.search s`,
      );
      return rows[0]?.text ?? '';
    });

  test('neither a draft, nor a changed draft, nor what an edition said before, nor what was withdrawn', async () => {
    await given().article({ title: `A draft about ${CANARY}` });
    expect(await searching.slugs(CANARY)).toEqual([]);
    const live = await article('canary', `About ${CANARY}`, 'Words.');
    expect(await searching.slugs(CANARY)).toEqual(['canary']);

    const changed = await searching.world.drafting.save(TESTER, {
      documentId: live.documentId,
      locale: 'en',
      expectedVersion: live.draftVersion,
      fields: { title: 'About plumbago' },
    });
    expect(await searching.slugs('plumbago')).toEqual([]);
    await searching.world.publishing.publish(TESTER, { publish: [toPublish(changed)] });
    expect(await searching.slugs('plumbago')).toEqual(['canary']);
    expect(await searching.slugs(CANARY)).toEqual([]);

    await searching.world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(changed), reason: 'GONE' }] });
    expect(await searching.slugs('plumbago')).toEqual([]);
    expect(await everything()).not.toMatch(/zanzibarit|plumbago/);
    await searching.world.publishing.publish(TESTER, { publish: [toPublish(changed)] });
    expect(await searching.slugs('plumbago')).toEqual(['canary']);
    expect(await broken()).toEqual([]);
  });

  test('a publication that is refused leaves the words as they were', async () => {
    const live = await article('steady', 'Feldspar', 'Words.');
    const changed = await searching.world.drafting.save(TESTER, {
      documentId: live.documentId,
      locale: 'en',
      expectedVersion: live.draftVersion,
      fields: { title: 'Gypsum' },
    });
    const missing = await given().article({ title: 'No words', body: [] });
    await expect(
      searching.world.publishing.publish(TESTER, { publish: [toPublish(changed), toPublish(missing)] }),
    ).rejects.toThrow();
    expect(await searching.slugs('feldspar')).toEqual(['steady']);
    expect(await searching.slugs('gypsum')).toEqual([]);
  });
});

describe('pages', () => {
  beforeAll(async () => {
    const drafts = [];
    for (let n = 0; n < 12; n++)
      drafts.push(
        await given().draft(
          'article',
          { title: `Otter ${'and more '.repeat(n % 4)}`, body: [paragraph('p', 'otter '.repeat(1 + (n % 3)))] },
          { slug: `otter-${n}` },
        ),
      );
    await searching.world.publishing.publish(TESTER, { publish: drafts.map(toPublish) });
  });

  const pages = async (first: number, between: () => Promise<unknown> = () => Promise.resolve()) => {
    const slugs: string[] = [];
    let after = null;
    for (;;) {
      const page = await searching.search('otter', { first, after });
      slugs.push(...page.hits.map((hit) => hit.document.slug));
      after = page.hits.at(-1)?.at ?? null;
      if (!page.hasNext) return slugs;
      await between();
    }
  };

  test('joined, they are the whole, best first, whatever their size', async () => {
    const whole = await searching.search('otter');
    const scores = whole.hits.map((hit) => hit.score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(whole).toMatchObject({ total: 12, hasNext: false, lowerBound: false });
    for (const first of [1, 5, 12]) expect(await pages(first)).toEqual(whole.hits.map((hit) => hit.document.slug));
  });

  test('what is published between two pages shifts none of them', async () => {
    const before = await searching.slugs('otter');
    let n = 0;
    expect(await pages(4, () => article(`otter-new-${++n}`, 'Otter otter otter', 'Otter.'))).toEqual(before);
    expect(await searching.slugs('otter')).toHaveLength(14);
  });
});

describe('keeping the words', () => {
  test('plain letters are read once, into the words that both ways of reading would find', async () => {
    const texts = ['State-of-the-art e-mails, 3.5 re-elections/day to a.b@example.org', 'Überfällige naïve cafés', ''];
    const rows = await as(searching.world.database.superuserUrl, async (client) => {
      const found = await client.query<{ once: string; twice: string }>(
        `select delivery.search_words(l, t)::text as once, (spelled || ts_delete(folded, tsvector_to_array(spelled)))::text as twice
         from unnest($1::text[]) as l, unnest($2::text[]) as t
         cross join lateral (select to_tsvector(delivery.search_config(l, false), t) as spelled, to_tsvector(delivery.search_config(l, true), t) as folded) b`,
        [['ar', 'de', 'el', 'en', 'es', 'fr', 'hi', 'ja', 'ru', 'tr'], texts],
      );
      return found.rows;
    });
    expect(rows).toHaveLength(30);
    for (const { once, twice } of rows) expect(once).toBe(twice);
  });

  test('an installation that has none takes in what is live, once, and finds it as before', async () => {
    const before = await searching.slugs('otter');
    const [newest] = (await searching.search('otter')).hits;
    await as(searching.world.database.superuserUrl, (client) =>
      client.query('truncate delivery.search, delivery.search_lexeme; update delivery.search_format set format = 0'),
    );
    expect(await searching.slugs('otter')).toEqual([]);
    const index = searching.world.app.get(SearchIndexService, { strict: false });
    expect(await Promise.all([index.takeIn(), index.takeIn()])).toContain(true);
    expect(await index.takeIn()).toBe(false);
    expect((await searching.slugs('otter')).sort()).toEqual(before.sort());
    expect((await searching.search('otter')).hits[0]?.score).toBe(newest?.score);
    expect(await broken()).toEqual([]);
  });

  test('a very long text is published, and found by its beginning', async () => {
    const words = (part: number) => Array.from({ length: 5_000 }, (_, n) => `w${part}x${n}q`).join(' ');
    const body = Array.from({ length: 6 }, (_, part) => paragraph(`p${part}`, words(part)));
    await given().published('article', { title: 'Endless', body }, { slug: 'endless' });
    expect(await searching.slugs('w0x1q w1x4999q')).toEqual(['endless']);
  });
});
