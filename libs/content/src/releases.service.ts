import { Inject, Injectable } from '@nestjs/common';
import { type Actor, actorName, type Fact, LedgerService } from '#ledger';
import { Clock, Ids, isUuid, type Problem, Problems, UnitOfWork } from '#platform';
import { DocumentNotFound, NamedTwice } from './domain/refusals.js';
import { type Release, type ReleaseItem, type ReleaseState } from './domain/release.js';
import { DraftStore, type VariantKey } from './persistence/draft.store.js';
import { ReleaseStore } from './persistence/release.store.js';
import { ScheduleStore } from './persistence/schedule.store.js';
import { ReleaseGateService, type ReleaseRef } from './release-gate.service.js';

export interface NewRelease {
  readonly name: string | null;
  readonly note?: string | null;
  readonly items?: readonly ReleaseItem[];
}

export interface ReleaseChange extends ReleaseRef {
  readonly name?: string;
  /** null takes it away. */
  readonly note?: string | null;
  /** Put in, or in the place of what is there of the same variant. */
  readonly put?: readonly ReleaseItem[];
  readonly remove?: readonly VariantKey[];
}

/** Putting releases together, taking them apart. What is in one may lack anything until it is approved. */
@Injectable()
export class ReleasesService {
  private readonly store: ReleaseStore;
  private readonly schedules: ScheduleStore;
  private readonly drafts: DraftStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(ReleaseGateService) private readonly gate: ReleaseGateService,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {
    this.store = new ReleaseStore(work);
    this.schedules = new ScheduleStore(work);
    this.drafts = new DraftStore(work);
  }

  async create(actor: Actor, { name, note = null, items = [] }: NewRelease): Promise<Release> {
    return this.work.run(async () => {
      await this.gate.open(actor, items);
      await this.check(items);
      const id = this.ids.next();
      await this.store.insert({ id, name, note, at: this.clock.now(), by: actorName(actor) });
      await this.store.putItems(id, items);
      await this.ledger.record(actor, [fact('release.create', id, { items: items.map(keyOf) })]);
      return this.get(id);
    });
  }

  async change(actor: Actor, change: ReleaseChange): Promise<Release> {
    const { put = [], remove = [] } = change;
    return this.work.run(async () => {
      const { release } = await this.gate.enter(actor, change, 'change', put);
      await this.check(put);
      await this.store.removeItems(release.id, remove);
      await this.store.putItems(release.id, put);
      const { name = release.name, note = release.note } = change;
      await this.store.step({ ...release, name, note, approved: null });
      await this.ledger.record(actor, [
        fact('release.change', release.id, { put: put.map(keyOf), removed: remove.map(keyOf) }),
      ]);
      return this.get(release.id);
    });
  }

  /** Lets go of what approval pinned. Nothing is published at its hour any more. */
  async reopen(actor: Actor, ref: ReleaseRef): Promise<Release> {
    return this.end(actor, ref, 'reopen', (id) => this.store.unpin(id));
  }

  async discard(actor: Actor, ref: ReleaseRef): Promise<Release> {
    return this.end(actor, ref, 'discard', () => Promise.resolve());
  }

  async get(id: string): Promise<Release> {
    const found = await this.store.find(id);
    if (!found) throw new Error(`the release ${id} that was just written is not there`);
    return found;
  }

  find(id: string): Promise<Release | null> {
    return this.store.find(id);
  }

  /** Newest first. */
  list(page: {
    readonly states: readonly ReleaseState[] | null;
    readonly first: number;
    readonly before: string | null;
  }): Promise<readonly Release[]> {
    return this.store.list(page);
  }

  private async end(
    actor: Actor,
    ref: ReleaseRef,
    verb: 'reopen' | 'discard',
    more: (id: string) => Promise<void>,
  ): Promise<Release> {
    return this.work.run(async () => {
      const { release, to } = await this.gate.enter(actor, ref, verb);
      await more(release.id);
      await this.store.step({ ...release, state: to, approved: null });
      const cancelled = await this.schedules.cancelOf(release.id, this.clock.now());
      await this.ledger.record(actor, [fact(`release.${verb}`, release.id, { cancelled })]);
      return this.get(release.id);
    });
  }

  private async check(items: readonly ReleaseItem[]): Promise<void> {
    const there = new Set(
      (await this.drafts.findMany(items)).map(({ documentId, locale }) => `${documentId} ${locale}`),
    );
    const seen = new Set<string>();
    Problems.throwIfAny(
      items.flatMap(({ documentId, locale }, index): Problem[] => {
        const name = `${documentId} ${locale}`;
        const path = ['items', index];
        if (!isUuid(documentId) || !there.has(name))
          return [new DocumentNotFound(documentId, [...path, 'documentId'], locale)];
        if (seen.has(name)) return [new NamedTwice(documentId, locale, path)];
        seen.add(name);
        return [];
      }),
    );
  }
}

const keyOf = ({ documentId, locale }: VariantKey) => ({ documentId, locale });

/** Releases are no documents: the audit names them in its data. */
export function fact(verb: string, release: string, data: Readonly<Record<string, unknown>>): Fact {
  return { verb, subject: null, data: { release, ...data } };
}
