import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The counter, the publications it numbers, the audit chain and the outbox. `head` is one row: updating it is the last
 * contended lock of a publishing transaction, so commit order is number order. Its table is kept tiny for the same reason.
 */
export class TheLedgerCountsPublications1795000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema ledger;

      create table ledger.event (
        number    int8        not null constraint event_pkey primary key check (number > 0),
        at        timestamptz not null,
        actor     text        not null,
        verb      text        not null,
        subject   uuid,
        data      jsonb       not null,
        previous  bytea       not null check (octet_length(previous) = 32),
        hash      bytea       not null constraint event_hash_key unique check (octet_length(hash) = 32)
      );
      create index event_subject_idx on ledger.event (subject, number) where subject is not null;

      create table ledger.audit_head (
        single    boolean     not null default true constraint audit_head_pkey primary key check (single),
        number    int8        not null,
        hash      bytea       not null
      ) with (fillfactor = 50, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);
      insert into ledger.audit_head (number, hash) values (0, decode(repeat('00', 32), 'hex'));

      create table ledger.publication (
        seq       int8        not null constraint publication_pkey primary key check (seq >= 0),
        mark      bytea       not null check (octet_length(mark) = 16),
        at        timestamptz not null constraint publication_at_key unique,
        actor     text        not null,
        kind      text        not null check (kind in ('GENESIS', 'PUBLISH', 'WITHDRAW', 'SCOPE', 'LABELS')),
        note      text,
        reverts   int8        constraint publication_reverts_fkey references ledger.publication (seq),
        event     int8        constraint publication_event_fkey references ledger.event (number)
      );

      create table ledger.head (
        single    boolean     not null default true constraint head_pkey primary key check (single),
        seq       int8        not null,
        mark      bytea       not null,
        at        timestamptz not null,
        min_seq   int8        not null default 0 check (min_seq >= 0 and min_seq <= seq)
      ) with (fillfactor = 50, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);

      with genesis as (
        insert into ledger.publication (seq, mark, at, actor, kind)
        values (0, uuid_send(gen_random_uuid()), clock_timestamp(), 'system:migration', 'GENESIS')
        returning seq, mark, at
      )
      insert into ledger.head (seq, mark, at) select seq, mark, at from genesis;

      create table ledger.outbox (
        id        int8        generated always as identity constraint outbox_pkey primary key,
        seq       int8        not null constraint outbox_seq_fkey references ledger.publication (seq),
        topic     text        not null,
        payload   jsonb       not null,
        handled_at timestamptz
      );
      create index outbox_waiting_idx on ledger.outbox (id) where handled_at is null;

      create function ledger.refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% on %.% is refused: what was recorded stays as it was', tg_op, tg_table_schema, tg_table_name
          using errcode = 'restrict_violation';
      end $$;
      create trigger event_is_frozen before update or delete on ledger.event for each row execute function ledger.refuse_change();
      create trigger event_is_kept before truncate on ledger.event for each statement execute function ledger.refuse_change();
      create trigger publication_is_frozen before update or delete on ledger.publication for each row execute function ledger.refuse_change();
      create trigger publication_is_kept before truncate on ledger.publication for each statement execute function ledger.refuse_change();

      grant usage on schema ledger to almanac_studio, almanac_delivery, almanac_preview;
      grant select, insert on ledger.event, ledger.publication to almanac_studio;
      grant select, update on ledger.audit_head, ledger.head to almanac_studio;
      grant select, insert, update, delete on ledger.outbox to almanac_studio;
      grant select on ledger.head to almanac_delivery, almanac_preview;
      grant select (seq, mark, at, kind, reverts) on ledger.publication to almanac_delivery, almanac_preview;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema ledger cascade');
  }
}
