import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where partners want to be told that something of theirs changed, what they were told, and every attempt at it. A message is
 * ids, numbers and names of kinds: nothing here holds words of a document, so expunging need not reach it.
 */
export class PartnersAreToldByWebhooks1795000000340 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema webhook;
      grant usage on schema webhook to almanac_studio;

      create table webhook.endpoint (
        id              uuid        not null constraint endpoint_pkey primary key,
        partner_id      uuid        not null constraint endpoint_partner_fkey references access.partner (id),
        url             text        not null check (length(url) between 1 and 2000),
        -- Whom to write to when nothing arrives any more; null: nobody.
        contact         text        check (contact <> ''),
        events          text[]      collate "C" not null check (events <> '{}'),
        -- Both sealed with the installation's secret. The one before is valid as well until its end.
        secret          text        not null,
        previous_secret text,
        previous_until  timestamptz,
        -- Told is what is published after this publication.
        from_seq        int8        not null,
        state           text        collate "C" not null check (state in ('ACTIVE', 'PAUSED', 'REMOVED')),
        paused_because  text        collate "C" check (paused_because in ('ASKED', 'FAILING', 'GONE', 'UNREADABLE_SECRET')),
        -- Since when no attempt succeeded; null: the last one did, or there was none.
        failing_since   timestamptz,
        created_at      timestamptz not null,
        version         int4        not null default 1,
        constraint endpoint_pause_check check ((state = 'PAUSED') = (paused_because is not null)),
        constraint endpoint_previous_check check ((previous_secret is null) = (previous_until is null))
      );
      create index endpoint_partner_idx on webhook.endpoint (partner_id, id);

      create table webhook.delivery (
        id          uuid        not null constraint delivery_pkey primary key,
        endpoint_id uuid        not null constraint delivery_endpoint_fkey references webhook.endpoint (id),
        seq         int8        not null constraint delivery_seq_fkey references ledger.publication (seq),
        event       text        collate "C" not null,
        -- Null for 'head', which speaks of a publication as a whole.
        document_id uuid,
        locale      text        collate "C",
        kind        text        collate "C",
        edition     int4,
        change_kind text        collate "C",
        replaced_by uuid,
        -- Of 'head': how many documents changed for this partner; null when it cannot be told.
        changes     int4,
        state       text        collate "C" not null check (state in ('PENDING', 'DELIVERED', 'DEAD')),
        attempts    int4        not null default 0,
        -- Of these, those made before it was last asked for again: patience begins anew there.
        attempts_before  int4        not null default 0,
        created_at  timestamptz not null,
        due_at      timestamptz not null,
        ended_at    timestamptz,
        constraint delivery_end_check check ((state = 'PENDING') = (ended_at is null))
      );
      create unique index delivery_once_idx on webhook.delivery (endpoint_id, seq, event, document_id, locale) nulls not distinct;
      create index delivery_log_idx on webhook.delivery (endpoint_id, id desc);
      create index delivery_waiting_idx on webhook.delivery (due_at) where state = 'PENDING';
      create index delivery_received_idx on webhook.delivery (document_id, locale, seq) where state = 'DELIVERED';
      create index delivery_seq_idx on webhook.delivery (seq);

      create table webhook.attempt (
        delivery_id  uuid        not null constraint attempt_delivery_fkey references webhook.delivery (id) on delete cascade,
        number       int4        not null,
        at           timestamptz not null,
        milliseconds int4        not null,
        -- What the receiver answered; null when there was no answer.
        status       int4,
        -- Why it failed, in a sentence of ours: never what a receiver wrote. Null: it did not.
        error        text,
        constraint attempt_pkey primary key (delivery_id, number)
      );

      grant select, insert, update, delete on webhook.endpoint, webhook.delivery, webhook.attempt to almanac_studio;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema webhook cascade');
  }
}
