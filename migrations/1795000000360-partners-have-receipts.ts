import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What partners have received: documents that answers showed them, and how far copies of theirs are. Ids and numbers alone, and
 * nothing of who asked but the partner: expunging need not reach it.
 */
export class PartnersHaveReceipts1795000000360 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- An answer that showed the document, or said that it is gone, went out whole. seq: of the edition, or of what took it away.
      create table traffic.served (
        partner_id  uuid        not null constraint served_partner_fkey references access.partner (id),
        document_id uuid        not null,
        locale      text        collate "C" not null,
        seq         int8        not null constraint served_seq_fkey references ledger.publication (seq),
        -- The first time.
        at          timestamptz not null,
        constraint served_pkey primary key (document_id, locale, partner_id, seq)
      );
      create index served_at_idx on traffic.served using brin (at);

      -- Copies that partners keep of all that is public for them, or of some kinds and locales: null is all of them.
      create table traffic.copy (
        partner_id uuid        not null constraint copy_partner_fkey references access.partner (id),
        -- A name for what the copy asks for, in whatever order it was written.
        selection  text        collate "C" not null,
        kinds      text[]      collate "C",
        locales    text[]      collate "C",
        -- As of which publication.
        seq        int8        not null constraint copy_seq_fkey references ledger.publication (seq),
        -- When the last page on the way there first went out whole.
        sent_at    timestamptz,
        -- When a client first came with the token that stands for it.
        held_at    timestamptz,
        constraint copy_pkey primary key (partner_id, selection, seq),
        constraint copy_check check (sent_at is not null or held_at is not null)
      );

      -- When each partner last asked for anything.
      create table traffic.asked (
        partner_id uuid        not null constraint asked_pkey primary key constraint asked_partner_fkey references access.partner (id),
        at         timestamptz not null
      );
      insert into traffic.asked (partner_id, at) select partner_id, max(day)::timestamp at time zone 'UTC' from traffic.usage group by partner_id;

      -- A message that is sent again was acknowledged all the same.
      drop index webhook.delivery_received_idx;
      create index delivery_document_idx on webhook.delivery (document_id, locale, seq);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index webhook.delivery_document_idx;
      create index delivery_received_idx on webhook.delivery (document_id, locale, seq) where state = 'DELIVERED';
      drop table traffic.asked;
      drop table traffic.copy;
      drop table traffic.served;
    `);
  }
}
