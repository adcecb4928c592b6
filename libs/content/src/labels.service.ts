import { Inject, Injectable } from '@nestjs/common';
import { type Actor, LedgerService, stateHash } from '#ledger';
import { type AttributionConfig, type AudienceConfig, CannotStart, CONFIG, type Config, UnitOfWork } from '#platform';

interface AudienceRow {
  readonly bit: number;
  readonly key: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The configured audiences and terms, as the public sees them: a change is a publication, taken in when a process starts. */
@Injectable()
export class LabelsService {
  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** True when something changed. Two processes at once take turns, and the second finds nothing to do. */
  async takeIn(actor: Actor): Promise<boolean> {
    return this.work.run(async () => {
      await this.work.rows('select pg_advisory_xact_lock(7105404)');
      const labels = await this.takeInAudiences(actor);
      const terms = await this.takeInAttribution(actor);
      return labels || terms;
    });
  }

  private async takeInAudiences(actor: Actor): Promise<boolean> {
    const open = await this.work.rows<AudienceRow>(
      'select bit, key, labels from delivery.audience where to_seq is null',
    );
    const byKey = new Map(open.map((row) => [row.key, row]));
    const changed = this.config.audiences.filter(({ key, labels }) => !sameLabels(byKey.get(key)?.labels, labels));
    if (changed.length === 0) return false;
    const used = await this.work.rows<{ bit: number; key: string }>('select distinct bit, key from delivery.audience');
    const assigned = assignBits(changed, used);
    await this.ledger.publish(
      actor,
      {
        kind: 'LABELS',
        note: null,
        facts: [{ verb: 'labels.change', subject: null, data: { audiences: assigned.map((row) => row.key) } }],
      },
      async ({ seq }) => {
        await this.work.rows(
          'update delivery.audience set to_seq = $1 where to_seq is null and key = any ($2::text[])',
          [seq, assigned.map((row) => row.key)],
        );
        await this.work.rows(
          `insert into delivery.audience (bit, key, labels, from_seq) select bit, key, labels, $2::int8 from jsonb_to_recordset($1) as a (bit int2, key text, labels jsonb)`,
          [JSON.stringify(assigned), seq],
        );
        return { seq, audiences: assigned.map((row) => row.key) };
      },
    );
    return true;
  }

  private async takeInAttribution(actor: Actor): Promise<boolean> {
    const [open = null] = await this.work.rows<AttributionConfig & Record<string, unknown>>(
      'select text, url, licence from delivery.attribution where to_seq is null',
    );
    const { attribution } = this.config;
    const hashes = { before: open && stateHash(open), after: attribution && stateHash(attribution) };
    if (hashes.before === hashes.after) return false;
    await this.ledger.publish(
      actor,
      { kind: 'LABELS', note: null, facts: [{ verb: 'attribution.change', subject: null, data: hashes }] },
      async ({ seq }) => {
        await this.work.rows('update delivery.attribution set to_seq = $1 where to_seq is null', [seq]);
        if (attribution) {
          const { text, url, licence } = attribution;
          await this.work.rows(
            'insert into delivery.attribution (from_seq, text, url, licence) values ($1, $2, $3, $4)',
            [seq, text, url, licence],
          );
        }
        return { seq };
      },
    );
    return true;
  }
}

/** A key keeps its bit for ever: stored masks mean the same years later. */
function assignBits(
  changed: readonly AudienceConfig[],
  used: readonly { bit: number; key: string }[],
): readonly AudienceRow[] {
  const bits = new Map(used.map((row) => [row.key, row.bit]));
  let next = used.reduce((highest, row) => Math.max(highest, row.bit), -1) + 1;
  return changed.map(({ key, labels }) => {
    const bit = bits.get(key) ?? next++;
    if (bit > 14)
      throw new CannotStart(`There is no room for the audience "${key}": at most 15 audiences can ever be configured.`);
    return { bit, key, labels };
  });
}

function sameLabels(
  stored: Readonly<Record<string, string>> | undefined,
  configured: Readonly<Record<string, string>>,
): boolean {
  if (!stored) return false;
  const keys = Object.keys(configured);
  return keys.length === Object.keys(stored).length && keys.every((locale) => stored[locale] === configured[locale]);
}
