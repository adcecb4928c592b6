import type { World } from '../kit/world.js';
import type { Diary } from './diary.js';

/** Publications, editions and revisions whose numbers have a gap; a document that was expunged has taken its own with it. */
export async function gaps(world: World): Promise<readonly string[]> {
  const rows = await world.work.rows<{ what: string }>(
    `select 'publications' as what from ledger.publication having max(seq) + 1 <> count(*)
     union all select 'events' from ledger.event having max(number) <> count(*)
     union all select 'editions of ' || document_id from content.edition group by document_id, locale having max(number) <> count(*)
     union all select 'revisions of ' || document_id from content.revision group by document_id, locale having max(number) <> count(*)`,
  );
  return rows.map(({ what }) => what);
}

/** Publications that were acknowledged and are not there exactly once, exactly as they were told; a sentence each. */
export async function publicationsAstray(world: World, diary: Diary): Promise<readonly string[]> {
  const stored = await world.work.rows<{ seq: number; published: string[] | null; withdrawn: string[] | null }>(
    `select p.seq::int4 as seq,
       (select array_agg(concat_ws(' ', e.document_id, e.locale, e.number, e.revision) order by e.document_id, e.locale) from content.edition e where e.seq = p.seq) as published,
       (select array_agg(concat_ws(' ', w.document_id, w.locale) order by w.document_id, w.locale) from delivery.withdrawal w where w.seq = p.seq) as withdrawn
     from ledger.publication p order by p.seq`,
  );
  const bySeq = new Map(stored.map((row) => [row.seq, row]));
  const there = ({ documentId }: { readonly documentId: string }) => !diary.expunged.has(documentId);
  const astray: string[] = [];
  for (const { seq, published, withdrawn } of diary.publications) {
    const row = bySeq.get(seq);
    const told = published.filter(there).map((e) => `${e.documentId} ${e.locale} ${e.edition} ${e.revision}`);
    const gone = withdrawn.filter(there).map((w) => `${w.documentId} ${w.locale}`);
    if (!row) astray.push(`publication ${seq} was acknowledged and is lost`);
    else if (told.sort().join() !== (row.published ?? []).join() || gone.sort().join() !== (row.withdrawn ?? []).join())
      astray.push(`publication ${seq} is not what was acknowledged`);
  }
  const told = [...diary.publications.map(({ seq }) => seq), ...diary.numbered];
  const seen = new Set<number>();
  for (const seq of told) {
    if (seen.has(seq)) astray.push(`publication ${seq} was acknowledged to two`);
    if (!bySeq.has(seq)) astray.push(`publication ${seq} was acknowledged and is lost`);
    seen.add(seq);
  }
  return astray;
}

/** Saves that were acknowledged and whose words are in no version of the draft, or whose version somebody else has too. */
export async function savesAstray(world: World, diary: Diary): Promise<readonly string[]> {
  const stored = await world.work.rows<{ name: string; version: number; current: boolean; words: string }>(
    `select document_id || ' ' || locale as name, version, false as current, draft::text as words from content.draft_version
     union all select document_id || ' ' || locale, draft_version, true, draft::text from content.variant`,
  );
  const versions = new Map(stored.map(({ name, version, words }) => [`${name} ${version}`, words]));
  const astray: string[] = [];
  const expected = new Map<string, number>();
  const seen = new Set<string>();
  for (const { documentId, locale, version, word } of diary.saves) {
    const name = `${documentId} ${locale}`;
    expected.set(name, (expected.get(name) ?? 1) + 1);
    if (seen.has(`${name} ${version}`)) astray.push(`version ${version} of ${name} was acknowledged to two`);
    seen.add(`${name} ${version}`);
    if (word !== null && versions.get(`${name} ${version}`)?.includes(word) !== true)
      astray.push(`version ${version} of ${name} does not say what was saved`);
  }
  for (const name of diary.rewritten) expected.set(name, (expected.get(name) ?? 1) + 1);
  for (const { name, version, current } of stored)
    if (current && version !== (expected.get(name) ?? 1))
      astray.push(`${name} is at version ${version}, and was told of ${expected.get(name) ?? 1}`);
  return astray;
}
