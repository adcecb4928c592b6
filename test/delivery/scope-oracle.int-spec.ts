import type { Kind } from '#content';
import { allows, type ListPosition, type ListRequest, type PublishedDocument, type Scope, type View } from '#delivery';
import { AUDIENCES, id, type Put, rolesTo, type ScopeRow, type Withdraw, World } from './world.js';
import { generator } from '../kit/random.js';

/**
 * The visible set, said twice: by the statements, which walk from a document up to its hosts, and by a plain model here,
 * which walks from hosts down to what they show. Random histories and scopes; the seed makes a failure repeatable.
 */
const LOCALES = ['en', 'es'];
const CHAINS = [
  ['es', 'en'],
  ['en', 'es'],
] as const;
const TOPICS = ['topic-a', 'topic-b', 'topic-c', 'topic-d', 'topic-e'];
const KINDS: readonly Kind[] = ['article', 'myth-fact', 'course', 'fact', 'source', 'notice', 'collection'];
const CARRIED = new Set(['EMBED', 'CITATION', 'SOURCE']);

interface State {
  readonly live: Map<string, Put>;
  readonly withdrawn: Map<string, { readonly round: number; readonly by: string | null }>;
  readonly broader: Map<string, string | undefined>;
}

describe.each([1, 2, 3])('the visible set (seed %i)', (seed) => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  test('is what the scopes allow and what allowed hosts show', async () => {
    const random = generator(seed);
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
    const some = <T>(values: readonly T[], chance: number) => values.filter(() => random() < chance);
    const words = Array.from({ length: 30 }, (_, number) => ({
      word: `d${number}`,
      kind: KINDS[number % KINDS.length] as Kind,
    }));
    const states = new Map<number, State>();
    const scopes = new Map<number, ScopeRow>();
    let state: State = { live: new Map(), withdrawn: new Map(), broader: new Map() };

    for (let round = 0; round < 14; round += 1) {
      const next: State = {
        live: new Map(state.live),
        withdrawn: new Map(state.withdrawn),
        broader: new Map(state.broader),
      };
      const changes: (Put | Withdraw)[] = [];
      for (const topic of round === 0 ? TOPICS : some(TOPICS, 0.15)) {
        const broader = random() < 0.6 ? pick(TOPICS.filter((other) => other !== topic)) : undefined;
        const put: Put = { id: topic, kind: 'topic', ...(broader === undefined ? {} : { broader }) };
        changes.push(put);
        next.live.set(`${topic} en`, put);
        next.broader.set(topic, broader);
      }
      for (const { word, kind } of some(words, round === 0 ? 1 : 0.25)) {
        const locale = pick(LOCALES);
        const key = `${word} ${locale}`;
        if (state.live.has(key) && random() < 0.5) {
          const replacedBy = random() < 0.7 ? pick(words.filter((other) => other.kind === kind)).word : null;
          if (replacedBy === word) continue;
          changes.push({
            withdraw: word,
            locale,
            ...(replacedBy === null ? {} : { reason: 'REPLACED' as const, replacedBy }),
          });
          next.live.delete(key);
          next.withdrawn.set(key, { round, by: replacedBy });
          continue;
        }
        const put: Put = {
          id: word,
          kind,
          locale,
          topics: some(TOPICS, 0.25),
          audiences: some(AUDIENCES, 0.2),
          refers: some(words, 0.1).map((other) => ({ role: pick(rolesTo(other.kind)), to: other.word })),
        };
        changes.push(put);
        next.live.set(key, put);
      }
      const seq = await world.publish(...changes);
      state = next;
      states.set(seq, state);
      if (round % 4 === 1) {
        const scope: ScopeRow = {
          ...(random() < 0.6 ? { kinds: some([...KINDS, 'topic'] as const, 0.4) } : {}),
          ...(random() < 0.6 ? { topics: some(TOPICS, 0.35) } : {}),
          ...(random() < 0.5 ? { audiences: some(AUDIENCES, 0.4) } : {}),
          ...(random() < 0.3 ? { locales: [pick(LOCALES)] } : {}),
        };
        const at = await world.scope('random', scope);
        states.set(at, state);
        scopes.set(at, scope);
      }
    }

    const head = Math.max(...states.keys());
    let held = 0;
    let carriedOnly = 0;
    let fellBack = 0;
    const appeared = new Map<string, number>();
    for (const [seq, then] of states)
      for (const key of then.live.keys()) {
        const [word = ''] = key.split(' ');
        appeared.set(word, appeared.get(word) ?? seq);
      }
    for (const [seq, then] of states) {
      const scopeAt = (limit: number) => [...scopes].filter(([from]) => from <= limit).at(-1)?.[1];
      const both = [expanded(scopeAt(seq), then), expanded(scopeAt(head), then)];
      const included = [...then.live]
        .filter(([key, put]) => both.every((scope) => allows(scope, rowOf(key, put))))
        .map(([key]) => key);
      const shown = closure(then, included);
      held += included.length;
      carriedOnly += shown.size - included.length;

      const view = await world.view('random', seq);
      const all = [...words.map(({ word }) => word), ...TOPICS].flatMap((word) =>
        LOCALES.map((locale) => ({ word, locale })),
      );
      const read = await world.reader.byKeys(
        view,
        all.map(({ word, locale }) => ({ documentId: id(word), locale })),
      );
      const names = all.map(({ word, locale }) => `${word} ${locale}`);
      expect(names.filter((_, index) => read[index] !== null).sort()).toEqual([...shown].sort());

      const requests = [...KINDS, 'topic' as const].flatMap((kind) =>
        LOCALES.map((locale) => ({
          kind,
          locale,
          filter: {},
          order: 'PUBLISHED_AT_DESC' as const,
          first: 100,
          after: null,
        })),
      );
      const pages = await world.reader.lists(view, requests);
      expect(
        pages.flatMap((page) => page.items.map(({ document }) => `${document.slug} ${document.locale}`)).sort(),
      ).toEqual(included.sort());

      // What a list over several locales shows: each document once, in the nearest, the newest first, however it is cut into pages.
      const within = new Set(included);
      for (const [kind, chain, topic] of [...KINDS, 'topic' as const].flatMap((each) =>
        CHAINS.map((locales, at) => [each, locales, at === 0 ? undefined : 'topic-b'] as const),
      )) {
        const filedUnder = topic === undefined ? null : expanded({ topics: [topic] }, then);
        const nearest = all.flatMap(({ word }) =>
          chain
            .filter((locale) => within.has(`${word} ${locale}`) && then.live.get(`${word} ${locale}`)?.kind === kind)
            .filter((locale) => {
              const put = then.live.get(`${word} ${locale}`);
              return filedUnder === null || (put !== undefined && allows(filedUnder, rowOf(`${word} ${locale}`, put)));
            })
            .slice(0, 1)
            .map((locale) => ({ name: `${word} ${locale}`, at: appeared.get(word) ?? 0, id: id(word), locale })),
        );
        const unique = [...new Map(nearest.map((each) => [each.name, each])).values()];
        const newestFirst = unique.sort((one, other) => other.at - one.at || (one.id < other.id ? 1 : -1));
        fellBack += unique.filter(({ locale }) => locale !== chain[0]).length;
        // A topic that has never been public files nothing.
        const filter = topic === undefined ? {} : { topics: [id(topic)] };
        // Notices have no topics, and every scope has them.
        if (topic !== undefined && kind === 'notice') continue;
        const [locale, ...fallback] = chain;
        const walked = await walk(world, view, {
          kind,
          locale,
          fallback,
          filter,
          order: 'PUBLISHED_AT_DESC',
          first: 3,
        });
        expect([seq, kind, chain, topic, walked]).toEqual([
          seq,
          kind,
          chain,
          topic,
          newestFirst.map(({ name }) => name),
        ]);
      }

      const links = all.flatMap(({ word, locale }) => [true, false].map((carried) => ({ word, locale, carried })));
      const keys = links.map(({ word, locale, carried }) => ({ target: id(word), locale, carried }));
      const exactly = await world.reader.byReference(view, keys);
      const led = await world.reader.byReference(
        view,
        keys.map((key) => ({ ...key, nearest: ['es'] })),
      );
      const nameOf = (document: PublishedDocument | null | undefined) =>
        document ? `${document.slug} ${document.locale}` : null;
      links.forEach(({ word, locale, carried }, index) => {
        const [exact, name] = [nameOf(exactly[index]), nameOf(led[index])];
        const own = [...new Set(['es', locale, 'en'])].map((each) => `${word} ${each}`);
        const allowed = own.find((each) => shown.has(each) || (carried && each === exact));
        if (name !== null && !name.startsWith(`${word} `)) {
          // What took its place: never anything that the caller may not see.
          expect([word, locale, name, shown.has(name) || (carried && name === exact)]).toEqual([
            word,
            locale,
            name,
            true,
          ]);
          return;
        }
        expect([word, locale, carried, name]).toEqual([word, locale, carried, allowed ?? null]);
      });
    }
    expect(fellBack).toBeGreaterThan(20);
    // Otherwise the comparison above would say nothing.
    expect(held).toBeGreaterThan(20);
    expect(carriedOnly).toBeGreaterThan(20);
  });
});

async function walk(world: World, view: View, request: Omit<ListRequest, 'after'>): Promise<string[]> {
  const walked: string[] = [];
  let after: ListPosition | null = null;
  for (;;) {
    const [page] = await world.reader.lists(view, [{ ...request, after }]);
    if (!page) throw new Error('no page');
    walked.push(...page.items.map(({ document }) => `${document.slug} ${document.locale}`));
    if (!page.hasNext) return walked;
    after = page.items.at(-1)?.at ?? null;
  }
}

function closure(state: State, included: readonly string[]): Set<string> {
  const shown = new Set(included);
  for (const host of shown) {
    const [, locale = ''] = host.split(' ');
    for (const { role, to } of state.live.get(host)?.refers ?? []) {
      const target = CARRIED.has(role) ? resolve(state, to, locale) : null;
      // A set being walked also yields what is added to it.
      if (target !== null) shown.add(target);
    }
  }
  return shown;
}

function resolve(state: State, word: string, locale: string): string | null {
  let current: string | null | undefined = word;
  for (let step = 0; step <= 5 && current; step += 1) {
    for (const choice of [locale, 'en']) if (state.live.has(`${current} ${choice}`)) return `${current} ${choice}`;
    // What took it away last: until then the reader had it in the other locale.
    const [own, fallback] = [locale, 'en'].map((choice) => state.withdrawn.get(`${current} ${choice}`));
    current = (own && fallback && own.round < fallback.round ? fallback : (own ?? fallback))?.by;
  }
  return null;
}

function expanded(scope: ScopeRow | undefined, state: State): Scope {
  if (!scope) return { kinds: [], topics: null, audiences: null, locales: null };
  const under = (topic: string | undefined, seen: readonly string[] = []): boolean =>
    topic !== undefined &&
    !seen.includes(topic) &&
    ((scope.topics ?? []).includes(topic) || under(state.broader.get(topic), [...seen, topic]));
  return {
    kinds: scope.kinds ?? null,
    locales: scope.locales ?? null,
    audiences: scope.audiences ? maskOf(scope.audiences) : null,
    topics: scope.topics ? TOPICS.flatMap((topic, number) => (under(topic) ? [number] : [])) : null,
  };
}

function rowOf(key: string, put: Put) {
  const own = TOPICS.indexOf(put.id);
  return {
    kind: put.kind,
    locale: key.split(' ')[1] ?? '',
    audience: maskOf(put.audiences ?? []),
    topics: (put.topics ?? []).map((topic) => TOPICS.indexOf(topic)),
    ownTopic: own < 0 ? null : own,
  };
}

const maskOf = (audiences: readonly string[]) =>
  audiences.reduce((mask, key) => mask | (1 << AUDIENCES.indexOf(key)), 0);
