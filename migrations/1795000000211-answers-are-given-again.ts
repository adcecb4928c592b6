import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was answered to a request with a key, written in the transaction that did it: the same request sent again is answered
 * the same and does nothing. Of the key there is only a hash; the answer holds ids and numbers, and goes with its documents.
 */
export class AnswersAreGivenAgain1795000000211 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ledger.idempotency (
        actor      text        not null,
        key_hash   bytea       not null check (octet_length(key_hash) = 32),
        verb       text        not null,
        input_hash bytea       check (octet_length(input_hash) = 32),
        answer     jsonb,
        documents  uuid[]      not null default '{}',
        at         timestamptz not null,
        constraint idempotency_pkey primary key (actor, key_hash)
      );
      create index idempotency_age_idx on ledger.idempotency (at);
      create index idempotency_documents_idx on ledger.idempotency using gin (documents);
      grant select, insert, update, delete on ledger.idempotency to almanac_studio;

      -- A variant goes only when it is expunged.
      create function ledger.forget_answers() returns trigger language plpgsql as $$
      begin
        update ledger.idempotency set input_hash = null, answer = null where documents @> array[old.document_id] and answer is not null;
        return null;
      end $$;
      create trigger answers_are_forgotten after delete on content.variant for each row execute function ledger.forget_answers();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger answers_are_forgotten on content.variant;
      drop function ledger.forget_answers();
      drop table ledger.idempotency;
    `);
  }
}
