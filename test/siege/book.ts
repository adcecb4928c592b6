import { as } from '../kit/server.js';

export interface Acknowledged {
  /** The note of the publication: nobody else wrote it. */
  readonly note: string;
  readonly seq: number;
  readonly published: readonly { readonly documentId: string; readonly locale: string; readonly edition: number }[];
  readonly withdrawn: readonly { readonly documentId: string; readonly locale: string }[];
}

/** What editors were told, and what they never got an answer to. */
export class Book {
  readonly publications: Acknowledged[] = [];
  /** Notes of what was refused: nothing may be there. */
  readonly refused: string[] = [];
  readonly saves: { readonly documentId: string; readonly word: string }[] = [];
  readonly schedules: string[] = [];
  readonly expunged = new Set<string>();
  /** Words of what was or is to be expunged: public for a while, and then in no table. */
  readonly wordsOfTheDoomed = new Set<string>();
  readonly faults: string[] = [];
  /** Problems that editors were told of, by kind. */
  readonly met = new Map<string, number>();
  private said = 0;

  constructor(private readonly seed: number) {}

  /** Said once, and by nobody else. */
  word(): string {
    this.said += 1;
    return `zqx${(this.seed % 0xffff).toString(16).padStart(4, '0')}${this.said.toString(16).padStart(8, '0')}`;
  }

  /** What was acknowledged and is not there exactly once, as it was told; a sentence each. */
  async astray(ownerUrl: string): Promise<readonly string[]> {
    return as(ownerUrl, async (client) => {
      const { rows: stored } = await client.query<{ seq: number; note: string | null; parts: string[] | null }>(
        `select p.seq::int4 as seq, p.note, (
           select array_agg(part order by part) from (
             select concat_ws(' ', e.document_id, e.locale, e.number) as part from content.edition e where e.seq = p.seq
             union all select concat_ws(' ', w.document_id, w.locale, 'gone') from delivery.withdrawal w where w.seq = p.seq) parts) as parts
         from ledger.publication p order by p.seq`,
      );
      const { rows: words } = await client.query<{ word: string }>(
        `select distinct m[1] as word from (
           select draft::text as text from content.draft_version union all select draft::text from content.variant
           union all select body::text from content.revision) t
         cross join lateral regexp_matches(t.text, 'zqx[0-9a-f]{12}', 'g') m`,
      );
      const { rows: schedules } = await client.query<{ id: string; state: string }>(
        'select id, state from content.schedule',
      );
      const known = new Set(words.map(({ word }) => word));
      const fired = new Map(schedules.map(({ id, state }) => [id, state]));
      const there = (part: { readonly documentId: string }) => !this.expunged.has(part.documentId);
      const astray: string[] = [];
      for (const { note, seq, published, withdrawn } of this.publications) {
        const found = stored.filter((row) => row.note === note);
        const told = [
          ...published.filter(there).map((each) => `${each.documentId} ${each.locale} ${each.edition}`),
          ...withdrawn.filter(there).map((each) => `${each.documentId} ${each.locale} gone`),
        ].sort();
        // Expunging takes the notes of publications that speak of nothing else.
        if (told.length === 0) {
          if (!stored.some((row) => row.seq === seq)) astray.push(`publication ${seq} was acknowledged, and is lost`);
        } else if (found.length === 0) astray.push(`${note} was acknowledged as ${seq}, and is lost`);
        else if (found.length > 1) astray.push(`${note} was done ${found.length} times`);
        else if (found[0]?.seq !== seq || told.join() !== (found[0].parts ?? []).join())
          astray.push(`${note} was acknowledged as ${seq} with ${told.join()}, and is ${JSON.stringify(found[0])}`);
      }
      for (const note of this.refused)
        if (stored.some((row) => row.note === note)) astray.push(`${note} was refused, and is there`);
      for (const { documentId, word } of this.saves)
        if (!this.expunged.has(documentId) && !known.has(word))
          astray.push(`${word} of ${documentId} was saved, and is lost`);
      for (const id of this.schedules)
        if (!/^(FIRED|FAILED)$/.test(fired.get(id) ?? 'lost'))
          astray.push(`schedule ${id} is ${fired.get(id) ?? 'lost'}`);
      return astray;
    });
  }

  /** Of these words those that no edition says, and that no document said which is gone. */
  async unpublished(ownerUrl: string, heard: ReadonlySet<string>): Promise<readonly string[]> {
    return as(ownerUrl, async (client) => {
      const { rows } = await client.query<{ word: string }>(
        `select distinct m[1] as word from content.edition e
         join content.revision r on r.document_id = e.document_id and r.locale = e.locale and r.number = e.revision
         cross join lateral regexp_matches(concat(r.slug, r.body), 'zqx[0-9a-f]{12}', 'g') m`,
      );
      const said = new Set([...rows.map(({ word }) => word), ...this.wordsOfTheDoomed]);
      return [...heard].filter((word) => !said.has(word));
    });
  }
}
