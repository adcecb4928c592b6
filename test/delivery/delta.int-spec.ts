import { hash64, type Kind } from '#content';
import { type DeltaPosition, selected, type Selection, type View } from '#delivery';
import { AUDIENCES, id, type Put, rolesTo, type ScopeRow, type Withdraw, World } from './world.js';
import { generator } from '../kit/random.js';

/**
 * A copy that is brought from any publication to any later one, in pages of any size, holds exactly what is visible there.
 * What is visible is asked of `byKeys`, which another test holds against a model. The seed makes a failure repeatable.
 */
const LOCALES = ['en', 'es'];
const TOPICS = ['topic-a', 'topic-b', 'topic-c'];
const KINDS: readonly Kind[] = ['article', 'myth-fact', 'course', 'fact', 'source', 'notice', 'collection'];
const WORDS = Array.from({ length: 24 }, (_, number) => ({
  word: `d${number}`,
  kind: KINDS[number % KINDS.length] as Kind,
}));
const EVERYTHING = [...WORDS.map(({ word }) => word), ...TOPICS].flatMap((word) =>
  LOCALES.map((locale) => ({ documentId: id(word), locale })),
);
const ALL: Selection = { kinds: null, locales: null };

/** What JSON, SQL and the form in which rows are copied each write in a way of their own. */
const NOTES = [
  'He said "no".',
  'back\\slash \\n \\.',
  'two\nlines\r\n\tand\u0001\u0002\u007f',
  '\u2028 \ud83d\udd4a\ufe0f ñ',
  "it's $1 'quoted'",
  '~',
];

/** By `document locale`: edition and whether it is there for others only. */
type Copy = Map<string, string>;

interface Held {
  readonly edition: { readonly number: number; readonly hash: string };
  readonly listedAt: string;
}

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world.close());

async function truth(view: View): Promise<Copy> {
  const [shown, listed] = await Promise.all([
    world.reader.byKeys(view, EVERYTHING),
    world.reader.lists(
      view,
      [...KINDS, 'topic' as const].flatMap((kind) =>
        LOCALES.map((locale) => ({
          kind,
          locale,
          filter: {},
          order: 'PUBLISHED_AT_DESC' as const,
          first: 100,
          after: null,
        })),
      ),
    ),
  ]);
  const included = new Set(
    listed.flatMap((page) => page.items.map(({ document }) => `${document.documentId} ${document.locale}`)),
  );
  return new Map(
    shown.flatMap((document) => {
      if (!document) return [];
      const key = `${document.documentId} ${document.locale}`;
      return [[key, stateOf(document, !included.has(key))] as const];
    }),
  );
}

const stateOf = ({ edition, listedAt }: Held, carried: boolean) =>
  `${edition.number} ${edition.hash} ${listedAt} ${carried ? 'carried' : 'own'}`;

function proofOf(copy: Copy): { count: number; checksum: string } {
  let sum = 0n;
  for (const [key, state] of copy) {
    const [documentId = '', locale = ''] = key.split(' ');
    sum += hash64(documentId, locale, Buffer.from(state.split(' ')[1] ?? '', 'hex'));
  }
  return { count: copy.size, checksum: BigInt.asUintN(64, sum).toString(16).padStart(16, '0') };
}

/** Applies pages as a client does; every removal must be of something that the copy held when it began. */
async function bring(copy: Copy, from: View | null, to: View, first: number): Promise<Copy> {
  const result = new Map(copy);
  const told: string[] = [];
  let after: DeltaPosition | null = null;
  for (let page = 0; page < 1_000; page++) {
    const delta = await world.reader.delta(to, { from, after, first });
    if (delta === null) throw new Error('it cannot be told');
    expect(delta.upserts.length + delta.removals.length).toBeLessThanOrEqual(first);
    for (const { documentId, locale, carried, json } of delta.upserts) {
      const said = JSON.parse(json) as Held & { documentId: string; locale: string; carried: boolean };
      expect([said.documentId, said.locale, said.carried]).toEqual([documentId, locale, carried]);
      result.set(`${documentId} ${locale}`, stateOf(said, carried));
      told.push(json);
    }
    for (const { documentId, locale } of delta.removals) {
      expect(copy.has(`${documentId} ${locale}`)).toBe(true);
      result.delete(`${documentId} ${locale}`);
    }
    if (delta.next === null) {
      if (from === null) expect(await linesOf(to, first)).toBe(told.map((json) => `{"upsert":${json}}\n`).join(''));
      return result;
    }
    after = delta.next;
  }
  throw new Error('there was no last page');
}

/** A new copy as `/v1/sync.ndjson` sends it. */
async function linesOf(to: View, first: number): Promise<string> {
  let [all, after] = ['', null as DeltaPosition | null];
  do {
    const { lines, next } = await world.reader.deltaLines(to, { after, first });
    all += (await lines).bytes.toString();
    after = next;
  } while (after !== null);
  return all;
}

test.each([1, 2])('a copy of any age becomes exactly what is visible (seed %i)', async (seed) => {
  const random = generator(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const some = <T>(values: readonly T[], chance: number) => values.filter(() => random() < chance);
  const live = new Set<string>();
  const seqs: number[] = [];
  for (let round = 0; round < 16; round++) {
    const changes: (Put | Withdraw)[] = [];
    for (const topic of round === 0 ? TOPICS : some(TOPICS, 0.1)) {
      const broader = random() < 0.5 ? pick(TOPICS.filter((other) => other !== topic)) : undefined;
      changes.push({ id: topic, kind: 'topic', ...(broader === undefined ? {} : { broader }) });
    }
    for (const { word, kind } of some(WORDS, round === 0 ? 1 : 0.15)) {
      const locale = pick(LOCALES);
      const key = `${word} ${locale}`;
      if (live.has(key) && random() < 0.5) {
        const replacedBy = random() < 0.6 ? pick(WORDS.filter((other) => other.kind === kind)).word : null;
        if (replacedBy === word) continue;
        changes.push({ withdraw: word, locale, ...(replacedBy === null ? {} : { reason: 'REPLACED', replacedBy }) });
        live.delete(key);
        continue;
      }
      live.add(key);
      changes.push({
        id: word,
        kind,
        locale,
        ...(random() < 0.5 ? { note: pick(NOTES), body: { title: pick(NOTES) } } : {}),
        topics: some(TOPICS, 0.3),
        audiences: some(AUDIENCES, 0.2),
        refers: some(WORDS, 0.1).map((other) => ({ role: pick(rolesTo(other.kind)), to: other.word })),
      });
    }
    seqs.push(await world.publish(...changes));
    if (round % 5 === 1) {
      const scope: ScopeRow = {
        ...(random() < 0.6 ? { kinds: some([...KINDS, 'topic'] as const, 0.5) } : {}),
        ...(random() < 0.6 ? { topics: some(TOPICS, 0.5) } : {}),
        ...(random() < 0.5 ? { audiences: some(AUDIENCES, 0.5) } : {}),
        ...(random() < 0.3 ? { locales: [pick(LOCALES)] } : {}),
      };
      seqs.push(await world.scope('random', scope));
    }
  }

  const said = { changes: 0, carried: 0, removed: 0 };
  for (let run = 0; run < 18; run++) {
    const handle = run % 3 === 0 ? 'public' : 'random';
    const selection: Selection =
      run % 2 === 0
        ? ALL
        : { kinds: random() < 0.7 ? some(KINDS, 0.4) : null, locales: random() < 0.4 ? [pick(LOCALES)] : null };
    const [begin, end] = [pick(seqs), pick(seqs)].sort((a, b) => a - b) as [number, number];
    const at = async (seq: number) => selected(await world.view(handle, seq), selection);
    const [from, to] = [await at(begin), await at(end)];
    const [before, after] = [await truth(from), await truth(to)];
    const first = pick([1, 2, 3, 7, 50]);
    expect(await bring(new Map(), null, to, first)).toEqual(after);
    expect(await bring(before, from, to, first)).toEqual(after);
    expect(await world.reader.proof(to)).toEqual(proofOf(after));
    said.changes += [...after].filter(([key, state]) => before.get(key) !== state).length;
    said.carried += [...after.values()].filter((state) => state.endsWith('carried')).length;
    said.removed += [...before.keys()].filter((key) => !after.has(key)).length;
  }
  // Otherwise the comparisons above would say nothing.
  expect(Math.min(said.changes, said.carried, said.removed)).toBeGreaterThan(20);
});

test('what takes the place of something that was only carried comes with it, and goes with its host', async () => {
  const articles: Selection = { kinds: ['article'], locales: null };
  const at = async (seq: number) => selected(await world.view('public', seq), articles);
  const first = await world.publish(
    { id: 'host', kind: 'article', refers: [{ role: 'CITATION', to: 'old' }] },
    { id: 'old', kind: 'source', refers: [{ role: 'CITATION', to: 'deep' }] },
    { id: 'deep', kind: 'source' },
    { id: 'new', kind: 'source' },
  );
  const replaced = await world.publish({ withdraw: 'old', reason: 'REPLACED', replacedBy: 'new' });
  const alone = await world.publish({ id: 'host', kind: 'article' });
  const told = async (from: number, to: number) => {
    const delta = await world.reader.delta(await at(to), { from: await at(from), after: null, first: 50 });
    const word = (documentId: string) => ['host', 'old', 'deep', 'new'].find((each) => id(each) === documentId);
    return {
      upserts: delta?.upserts.map(({ documentId, carried }) => [word(documentId), carried]),
      removals: delta?.removals
        .map(({ documentId, reason, replacedBy }) => [word(documentId), reason, replacedBy])
        .sort(([a = ''], [b = '']) => (String(a) < String(b) ? -1 : 1)),
    };
  };
  expect(await told(first, replaced)).toEqual({
    upserts: [['new', true]],
    removals: [
      ['deep', 'WITHDRAWN', null],
      ['old', 'REPLACED', id('new')],
    ],
  });
  expect(await told(replaced, alone)).toEqual({ upserts: [['host', false]], removals: [['new', 'WITHDRAWN', null]] });
});
