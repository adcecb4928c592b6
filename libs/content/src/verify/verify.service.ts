import { Inject, Injectable } from '@nestjs/common';
import { CHAIN_START, chainHash } from '#ledger';
import { CONFIG, type Config, UnitOfWork } from '#platform';
import { hash64, hashRevision } from '../domain/kinds/hash.js';
import type { Kind } from '../domain/kinds/kinds.js';
import { type ExtractedReference, extractReferences } from '../domain/kinds/references.js';
import { upcast } from '../domain/kinds/upcast.js';
import { renderDocument } from '../domain/rendered-document.js';
import { type CheckResult, rowChecks, runRowCheck } from './checks.js';
import { checkNothingIsLeft, EXPUNGED_ROW_CHECKS } from './expunged-check.js';
import { FINDING_ROW_CHECKS } from './finding-check.js';
import { checkSearchedWords, SEARCH_ROW_CHECKS } from './search-check.js';
import { WORKFLOW_ROW_CHECKS } from './workflow-check.js';

const BATCH = 500;
const LIMIT = 50;

interface VersionRow {
  readonly document_id: string;
  readonly locale: string;
  readonly number: number;
  readonly kind: Kind;
  readonly slug: string;
  readonly body: unknown;
  readonly body_format: number;
  readonly hash: Buffer;
  readonly hash64: string;
  readonly rendered: unknown;
  readonly targets: readonly string[];
}

/** Looks at everything that the model promises and data can show. Reads only; a large installation takes as long as reading it. */
@Injectable()
export class VerifyService {
  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async verify(progress: (name: string) => void = () => undefined): Promise<readonly CheckResult[]> {
    const results: CheckResult[] = [];
    for (const check of [
      ...rowChecks(this.config.locales[0]),
      ...SEARCH_ROW_CHECKS,
      ...EXPUNGED_ROW_CHECKS,
      ...FINDING_ROW_CHECKS,
      ...WORKFLOW_ROW_CHECKS,
    ]) {
      progress(check.name);
      results.push(await runRowCheck(this.work, check));
    }
    for (const check of [
      () => this.auditChain(),
      () => this.revisions(),
      () => this.publicSide(),
      () => checkNothingIsLeft(this.work),
      () => checkSearchedWords(this.work),
      () => this.drafts(),
    ])
      results.push(await check());
    return results;
  }

  private async auditChain(): Promise<CheckResult> {
    const broken: string[] = [];
    let previous: Buffer = CHAIN_START;
    let last = 0;
    let head: { readonly number: string; readonly hash: Buffer } | null = null;
    for (;;) {
      // The head comes with the events: others go on writing, and a statement of its own would see a later one.
      const read = await this.work.rows<{
        head_number: string;
        head_hash: Buffer;
        number: string | null;
        at: string;
        actor: string;
        verb: string;
        subject: string | null;
        data: Record<string, unknown>;
        previous: Buffer;
        hash: Buffer;
      }>(
        `select h.number as head_number, h.hash as head_hash, e.* from ledger.audit_head h left join lateral (
           select number, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, actor, verb, subject, data, previous, hash from ledger.event where number > $1 order by number limit ${BATCH}) e on true`,
        [last],
      );
      head = read[0] ? { number: read[0].head_number, hash: read[0].head_hash } : null;
      const rows = read.filter((row) => row.number !== null);
      for (const row of rows) {
        const number = Number(row.number);
        const expected = chainHash(previous, {
          number,
          at: row.at,
          actor: row.actor,
          verb: row.verb,
          subject: row.subject,
          data: row.data,
        });
        if (number !== last + 1) broken.push(`events ${last + 1} to ${number - 1} are missing`);
        else if (!row.previous.equals(previous) || !row.hash.equals(expected))
          broken.push(`event ${number} was altered, or one before it`);
        previous = row.hash;
        last = number;
      }
      if (rows.length < BATCH || broken.length >= LIMIT) break;
    }
    if (!head || Number(head.number) !== last || !head.hash.equals(previous))
      broken.push(`the audit ends at ${last}, its head says ${head?.number ?? 'nothing'}`);
    return { name: 'the audit chain is whole', looked: last, broken };
  }

  /** Frozen snapshots still hash to what was recorded, and their references are those of their text. */
  private revisions(): Promise<CheckResult> {
    return this.versions(
      'revisions hash to what was recorded, and their references are kept',
      `select r.document_id, r.locale, r.number, v.kind, r.slug, r.body, r.body_format, r.hash, '0' as hash64, null as rendered,
         array(select x.role || ' ' || x.target || coalesce(' ' || x.pin_locale || ' ' || x.pin_edition, '') from content.reference x where (x.document_id, x.locale, x.revision) = (r.document_id, r.locale, r.number) order by x.ordinal) as targets
       from content.revision r join content.variant v using (document_id, locale)
       where (r.document_id, r.locale, r.number) > ($1::uuid, $2::text, $3::int4) order by r.document_id, r.locale, r.number limit ${BATCH}`,
      (row) => [
        !hashRevision({
          kind: row.kind,
          locale: row.locale,
          slug: row.slug,
          format: row.body_format,
          body: row.body as never,
        }).equals(row.hash) && 'does not hash to what was recorded',
        !sameTargets(row) && 'has other references than its text',
      ],
    );
  }

  /** What the public reads follows from what was frozen. */
  private publicSide(): Promise<CheckResult> {
    return this.versions(
      'the read model follows from what was published',
      `select e.document_id, e.locale, e.edition as number, e.kind, e.slug, e.body, e.body_format, e.hash, e.hash64::text as hash64, e.rendered,
         array(select x.role || ' ' || x.target || coalesce(' ' || x.pin_locale || ' ' || x.pin_edition, '') from delivery.reference x where (x.document_id, x.locale, x.from_seq) = (e.document_id, e.locale, e.from_seq) order by x.ordinal) as targets
       from delivery.edition_row e where (e.document_id, e.locale, e.edition) > ($1::uuid, $2::text, $3::int4) order by e.document_id, e.locale, e.edition limit ${BATCH}`,
      (row) => [
        hash64(row.document_id, row.locale, row.hash).toString() !== row.hash64 && 'has a wrong checksum',
        !sameTargets(row) && 'has other references than its text',
        JSON.stringify(sorted(row.rendered)) !==
          JSON.stringify(sorted(renderDocument(row.kind, upcast(row.kind, row.body, row.body_format), row.locale))) &&
          'is rendered otherwise than its text says',
      ],
    );
  }

  private drafts(): Promise<CheckResult> {
    return this.versions(
      'drafts open, and their references are kept',
      `select v.document_id, v.locale, v.draft_version as number, v.kind, coalesce(v.slug, '') as slug, v.draft as body, v.draft_format as body_format, ''::bytea as hash, '0' as hash64, null as rendered,
         array(select x.role || ' ' || x.target from content.draft_reference x where (x.document_id, x.locale) = (v.document_id, v.locale) order by x.ordinal) as targets
       from content.variant v where (v.document_id, v.locale, 0) > ($1::uuid, $2::text, $3::int4) order by v.document_id, v.locale limit ${BATCH}`,
      (row) => [!sameTargets(row, false) && 'has other references than its text'],
    );
  }

  private async versions(
    name: string,
    sql: string,
    judge: (row: VersionRow) => readonly (string | false)[],
  ): Promise<CheckResult> {
    const broken: string[] = [];
    let looked = 0;
    let after: readonly [string, string, number] = ['00000000-0000-0000-0000-000000000000', '', 0];
    for (;;) {
      const rows = await this.work.rows<VersionRow>(sql, [...after]);
      for (const row of rows) {
        looked++;
        let faults: readonly (string | false)[];
        try {
          faults = judge(row);
        } catch (error) {
          faults = [`cannot be read: ${error instanceof Error ? error.message : String(error)}`];
        }
        for (const fault of faults)
          if (fault) broken.push(`${row.kind} ${row.document_id} (${row.locale}) number ${row.number} ${fault}`);
      }
      const last = rows.at(-1);
      if (!last || rows.length < BATCH || broken.length >= LIMIT) return { name, looked, broken };
      after = [last.document_id, last.locale, last.number];
    }
  }
}

function sameTargets(row: VersionRow, withPins = true): boolean {
  const pin = (reference: ExtractedReference) =>
    withPins && reference.pinLocale !== undefined ? ` ${reference.pinLocale} ${reference.pinEdition}` : '';
  const expected = extractReferences(row.kind, upcast(row.kind, row.body, row.body_format)).map(
    (reference) => `${reference.role} ${reference.target}${pin(reference)}`,
  );
  return expected.length === row.targets.length && expected.every((target, index) => target === row.targets[index]);
}

/** PostgreSQL keeps jsonb in an order of its own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
