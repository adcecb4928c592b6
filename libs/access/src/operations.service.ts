import { Inject, Injectable } from '@nestjs/common';
import { type Actor, LedgerService, stateHash } from '#ledger';
import { Clock, Problems, UnitOfWork } from '#platform';
import { misfits, MOST_OPERATIONS, type Operation } from './domain/operation.js';
import { PermissionsService } from './permissions.service.js';
import { OperationNotFound, OperationTaken, TooManyOperations } from './domain/refusals.js';

export interface RegisteredOperation extends Operation {
  readonly registeredAt: Date;
}

/** Operations that clients send by id. That each can run is for the caller to find out before: it knows the schema. */
@Injectable()
export class OperationsService {
  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** All or none. What is registered already with the same text stays as it is; the answer names the others. */
  async register(actor: Actor, operations: readonly Operation[]): Promise<readonly string[]> {
    Problems.throwIfAny(misfits(operations));
    return this.work.run(async () => {
      await this.permissions.require(actor, 'operation.change');
      await this.lockRegistry();
      const given = new Map(operations.map((operation) => [operation.id, operation]));
      const held = await this.work.rows<{ id: string; document: string }>(
        'select id, document from access.operation where id = any($1::text[])',
        [[...given.keys()]],
      );
      Problems.throwIfAny(
        held.filter(({ id, document }) => given.get(id)?.document !== document).map(({ id }) => new OperationTaken(id)),
      );
      for (const { id } of held) given.delete(id);
      const fresh = [...given.values()];
      if (fresh.length === 0) return [];
      const [counted] = await this.work.rows<{ count: number }>('select count(*)::int4 from access.operation');
      if ((counted?.count ?? 0) + fresh.length > MOST_OPERATIONS) throw new TooManyOperations(MOST_OPERATIONS);
      await this.work.rows(
        `insert into access.operation (id, name, document, registered_at)
         select id, name, document, $4 from unnest($1::text[], $2::text[], $3::text[]) as given (id, name, document)`,
        [
          fresh.map((each) => each.id),
          fresh.map((each) => each.name),
          fresh.map((each) => each.document),
          this.clock.now(),
        ],
      );
      const ids = fresh.map((each) => each.id);
      await this.changed(actor, 'operation.register', ids, { before: null, after: hashOf(fresh) });
      return ids;
    });
  }

  async remove(actor: Actor, ids: readonly string[]): Promise<void> {
    await this.work.run(async () => {
      await this.permissions.require(actor, 'operation.change');
      await this.lockRegistry();
      const gone = await this.work.rows<{ id: string; document: string }>(
        'delete from access.operation where id = any($1::text[]) returning id, document',
        [ids],
      );
      const found = new Set(gone.map((row) => row.id));
      Problems.throwIfAny(ids.filter((id) => !found.has(id)).map((id) => new OperationNotFound(id)));
      if (gone.length > 0)
        await this.changed(actor, 'operation.remove', [...found], { before: hashOf(gone), after: null });
    });
  }

  async list(actor: Actor): Promise<readonly RegisteredOperation[]> {
    await this.permissions.require(actor, 'operation.read');
    return this.work.rows<RegisteredOperation & Record<string, unknown>>(
      'select id, name, document, registered_at as "registeredAt" from access.operation order by name, id',
    );
  }

  /** Orders everybody who registers and removes, before anything is read. */
  private async lockRegistry(): Promise<void> {
    await this.work.rows('select version from access.operation_registry for no key update');
  }

  private async changed(
    actor: Actor,
    verb: string,
    ids: readonly string[],
    hashes: { readonly before: string | null; readonly after: string | null },
  ): Promise<void> {
    await this.work.rows('update access.operation_registry set version = version + 1');
    await this.ledger.record(actor, [{ verb, subject: null, data: { operations: ids, ...hashes } }]);
  }
}

function hashOf(operations: readonly { readonly id: string; readonly document: string }[]): string {
  return stateHash(operations.map(({ id, document }) => [id, document]).sort());
}
