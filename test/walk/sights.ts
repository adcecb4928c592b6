import { createHash } from 'node:crypto';
import { PUBLIC_PARTNER } from '#access';
import { KINDS } from '#content';
import type { DeliveryReader, ListRequest, View } from '#delivery';
import type { World } from '../kit/world.js';
import type { Diary } from './diary.js';
import { LOCALES } from './walker.js';

/** What every way of reading showed as of a seq. The names are those known then: later ones are not asked for. */
interface Whole {
  readonly seq: number;
  readonly documents: number;
  readonly slugs: number;
  readonly parts: Readonly<Record<string, string>>;
}

/**
 * What the public saw as of each seq, when that was the last, held against what it sees as of then afterwards. Of every seq all that
 * is visible and what it says; of some, what each way of reading makes of it. Documents that are made to be expunged are in none.
 */
export class Sights {
  private readonly visible = new Map<number, ReadonlyMap<string, string>>();
  private readonly wholes: Whole[] = [];

  constructor(
    private readonly world: World,
    private readonly reader: DeliveryReader,
    private readonly diary: Diary,
    /** Every how many publications all ways of reading are looked at. */
    private readonly interval: number,
  ) {}

  get count(): number {
    return this.visible.size;
  }

  /** Seqs of which every way of reading was looked at. */
  get seqs(): readonly number[] {
    return this.wholes.map(({ seq }) => seq);
  }

  async take(seq: number): Promise<void> {
    const whole = this.visible.size % this.interval === 0;
    this.visible.set(seq, new Map());
    this.visible.set(seq, await this.visibleAt(seq));
    if (!whole) return;
    const { length: documents } = this.diary.documents;
    const { length: slugs } = this.diary.slugs;
    this.wholes.push({ seq, documents, slugs, parts: await this.everything(await this.view(seq), documents, slugs) });
  }

  /** What is seen otherwise now, a sentence each. */
  async changed(): Promise<readonly string[]> {
    const changed: string[] = [];
    for (const [seq, then] of this.visible) {
      const now = await this.visibleAt(seq);
      for (const name of new Set([...then.keys(), ...now.keys()]))
        if (then.get(name) !== now.get(name)) changed.push(`as of ${seq}, ${name} is shown otherwise`);
    }
    for (const { seq, documents, slugs, parts } of this.wholes) {
      const now = await this.everything(await this.view(seq), documents, slugs);
      for (const part of Object.keys(parts))
        if (parts[part] !== now[part]) changed.push(`as of ${seq}, ${part} answers otherwise`);
    }
    return changed;
  }

  async view(seq: number): Promise<View> {
    const [row] = await this.world.work.rows<{ mark: string }>(
      `select encode(mark, 'hex') as mark from ledger.publication where seq = $1`,
      [seq],
    );
    const snapshot = await this.reader.snapshotOf(seq, row?.mark ?? '');
    if (!snapshot) throw new Error(`publication ${seq} is not there`);
    return this.reader.view({ ...PUBLIC_PARTNER, origins: null, quotas: null }, snapshot);
  }

  private async visibleAt(seq: number): Promise<ReadonlyMap<string, string>> {
    const rows = await this.world.work.rows<{ id: string; name: string; hash: string }>(
      `select l.document_id as id, l.kind || ' ' || l.document_id || ' ' || l.locale as name,
         md5(concat_ws('|', l.slug, l.audience, l.published_at, e.edition, e.hash, e.change_kind, e.note, e.body, e.rendered)) as hash
       from delivery.listing l
       cross join lateral (
         select * from delivery.edition_row x where x.document_id = l.document_id and x.locale = l.locale and x.from_seq <= $1
         order by x.from_seq desc limit 1) e
       where l.from_seq <= $1 and (l.to_seq is null or l.to_seq > $1)`,
      [seq],
    );
    return new Map(rows.filter(({ id }) => !this.diary.doomed.has(id)).map(({ name, hash }) => [name, hash]));
  }

  /** Digests of what every way of reading shows. */
  private async everything(view: View, documents: number, slugs: number): Promise<Whole['parts']> {
    const { reader } = this;
    const known = this.diary.documents.slice(0, documents);
    const keys = known.flatMap(({ documentId }) => LOCALES.map((locale) => ({ documentId, locale })));
    const named = KINDS.flatMap((kind) =>
      LOCALES.flatMap((locale) => this.diary.slugs.slice(0, slugs).map((slug) => ({ kind, locale, slug }))),
    );
    const topics = known.filter(({ kind }) => kind === 'topic').map(({ documentId }) => documentId);
    const lists = KINDS.flatMap((kind) =>
      LOCALES.flatMap((locale): ListRequest[] => {
        const request = { kind, locale, order: 'PUBLISHED_AT_DESC' as const, first: 100, after: null };
        return [
          { ...request, filter: {} },
          { ...request, filter: {}, order: 'PUBLISHED_AT_ASC' },
          { ...request, filter: { topics: topics.slice(0, 2) } },
          { ...request, filter: { audiences: ['educators'] } },
        ];
      }),
    );
    const under = topics.flatMap((topicId) => LOCALES.map((locale) => ({ topicId, locale })));
    const carried = keys.map((key) => ({ ...key, carried: true }));
    const answers = {
      byKeys: await reader.byKeys(view, [...keys, ...keys.map((key) => ({ ...key, edition: 1 }))]),
      bySlugs: await reader.bySlugs(view, named),
      byReference: await reader.byReference(
        view,
        carried.map(({ documentId, ...rest }) => ({ target: documentId, ...rest })),
      ),
      lists: await reader.lists(view, lists),
      pairs: await reader.topicMythFacts(
        view,
        under.map((each) => ({ ...each, first: 20, after: null })),
      ),
      narrower: await reader.narrowerTopics(view, under),
      notices: await reader.notices(
        view,
        LOCALES.map((locale) => ({ region: null, locale })),
      ),
      withdrawals: await reader.withdrawals(view, [...keys, ...carried, ...named]),
      labels: await reader.audienceLabels(
        view,
        LOCALES.map((locale) => ({ key: 'educators', locale })),
      ),
    };
    return Object.fromEntries(
      Object.entries(answers).map(([name, answer]) => [
        name,
        createHash('sha256').update(JSON.stringify(answer, this.withoutDoomed)).digest('hex'),
      ]),
    );
  }

  private readonly withoutDoomed = (_key: string, value: unknown): unknown =>
    Array.isArray(value) ? value.filter((each: object | null) => !this.isDoomed(each)) : value;

  private isDoomed(each: object | null): boolean {
    const { documentId } = (each ?? {}) as { readonly documentId?: string };
    return documentId === undefined
      ? typeof each === 'object' &&
          Object.values(each ?? {}).some((part: object | null) => hasId(part) && this.isDoomed(part))
      : this.diary.doomed.has(documentId);
  }
}

function hasId(part: object | null): boolean {
  return typeof part === 'object' && part !== null && 'documentId' in part;
}
