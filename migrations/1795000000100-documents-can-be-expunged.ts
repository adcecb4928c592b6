import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Frozen rows may go when their document has a tombstone: [table, trigger]. */
const FROZEN = [
  ['content.revision', 'revision_is_frozen'],
  ['content.edition', 'edition_is_frozen'],
  ['content.reference', 'reference_is_frozen'],
  ['delivery.edition_row', 'edition_row_is_frozen'],
  ['delivery.reference', 'reference_is_frozen'],
  ['delivery.withdrawal', 'withdrawal_is_frozen'],
] as const;

/**
 * A document that exposes a person goes, whole or in one locale, and a tombstone stays. One function of the owner is the only
 * way there, and it wants to see what it does in the audit first. Everything else about what was recorded stays refused.
 */
export class DocumentsCanBeExpunged1795000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table ledger.publication drop constraint publication_kind_check,
        add constraint publication_kind_check check (kind in ('GENESIS', 'PUBLISH', 'WITHDRAW', 'SCOPE', 'LABELS', 'EXPUNGE'));

      -- locale null: in every locale, also those that it never had. seq null: nothing of it was ever public.
      create table content.tombstone (
        document_id uuid        not null constraint tombstone_document_fkey references content.document (id),
        locale      text        collate "C" check (locale ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
        event       int8        not null constraint tombstone_event_fkey references ledger.event (number),
        seq         int8        constraint tombstone_publication_fkey references ledger.publication (seq),
        constraint tombstone_key unique nulls not distinct (document_id, locale)
      );
      create trigger tombstone_is_frozen before update or delete on content.tombstone for each row execute function ledger.refuse_change();
      create trigger tombstone_is_kept before truncate on content.tombstone for each statement execute function ledger.refuse_change();

      -- A period in which an expunged document was listed: who could see it then, and nothing that it said. The address is a keyed
      -- hash of kind, locale and slug.
      create table delivery.tombstone (
        document_id uuid        not null,
        locale      text        collate "C" not null,
        kind        text        collate "C" not null,
        from_seq    int8        not null constraint tombstone_from_fkey references ledger.publication (seq),
        to_seq      int8        not null constraint tombstone_to_fkey references ledger.publication (seq),
        audience    int2        not null,
        topics      int4[]      not null,
        address     bytea       not null check (octet_length(address) = 32),
        seq         int8        not null constraint tombstone_publication_fkey references ledger.publication (seq),
        constraint tombstone_pkey primary key (document_id, locale, from_seq),
        constraint tombstone_period_check check (to_seq > from_seq and seq >= to_seq)
      );
      create index tombstone_address_idx on delivery.tombstone (address, from_seq);
      create index tombstone_seq_idx on delivery.tombstone (seq, kind, locale);
      create trigger tombstone_is_frozen before update or delete on delivery.tombstone for each row execute function ledger.refuse_change();
      create trigger tombstone_is_kept before truncate on delivery.tombstone for each statement execute function ledger.refuse_change();

      grant select on content.tombstone to almanac_studio;
      grant select on delivery.tombstone to almanac_studio, almanac_delivery, almanac_preview;

      -- Whoever may delete at all, may delete only below a tombstone.
      create function content.refuse_change_unless_expunged() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' and exists (
          select from content.tombstone t where t.document_id = old.document_id and (t.locale is null or t.locale = old.locale)
        ) then
          return old;
        end if;
        raise exception '% on %.% is refused: what was recorded stays as it was', tg_op, tg_table_schema, tg_table_name
          using errcode = 'restrict_violation';
      end $$;
      ${FROZEN.map(
        ([table, trigger]) => `drop trigger ${trigger} on ${table};
      create trigger ${trigger} before update or delete on ${table} for each row execute function content.refuse_change_unless_expunged();`,
      ).join('\n      ')}

      -- A note says in words what was published. It may be forgotten, never rewritten.
      create function ledger.refuse_change_unless_forgetting() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' and old.note is not null and new.note is null
          and (new.seq, new.mark, new.at, new.actor, new.kind, new.reverts, new.event)
            is not distinct from (old.seq, old.mark, old.at, old.actor, old.kind, old.reverts, old.event)
        then
          return new;
        end if;
        raise exception '% on %.% is refused: what was recorded stays as it was', tg_op, tg_table_schema, tg_table_name
          using errcode = 'restrict_violation';
      end $$;
      drop trigger publication_is_frozen on ledger.publication;
      create trigger publication_is_frozen before update or delete on ledger.publication for each row execute function ledger.refuse_change_unless_forgetting();

      -- Everything that a document has hangs on its variants, so none may come after the tombstone. The lock waits for whoever is
      -- about to set one.
      create function content.refuse_what_is_expunged() returns trigger language plpgsql as $$
      begin
        perform from content.document d where d.id = new.document_id for share;
        if exists (select from content.tombstone t where t.document_id = new.document_id and (t.locale is null or t.locale = new.locale)) then
          raise exception 'the document % has been expunged', new.document_id
            using errcode = 'restrict_violation', constraint = 'variant_is_not_expunged';
        end if;
        return new;
      end $$;
      create trigger variant_is_not_expunged before insert on content.variant for each row execute function content.refuse_what_is_expunged();

      -- The caller has written into the audit, in this transaction, that it expunges exactly this; and, where anything of it was
      -- public, has taken the number of a publication for it. addresses: [{"locale", "fromSeq", "address" (hex)}], one for each listing.
      create function content.expunge(expunged uuid, of_locale text, addresses jsonb) returns table (what text, erased int8)
      language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
      declare
        of_event int8;
        of_seq int8;
        publications int8[];
      begin
        perform from content.document d where d.id = expunged for no key update;
        if not found or not exists (select from content.variant v where v.document_id = expunged and (of_locale is null or v.locale = of_locale)) then
          raise exception 'there is nothing of % to expunge', expunged using errcode = 'no_data_found';
        end if;
        select max(e.number) into of_event from ledger.event e
          where e.subject = expunged and e.verb = 'document.expunge' and e.data ->> 'locale' is not distinct from of_locale
          and e.xmin = pg_current_xact_id()::xid;
        if of_event is null then
          raise exception 'expunging % is refused: write it into the audit of this transaction first', expunged using errcode = 'restrict_violation';
        end if;
        publications := array(
          select e.seq from content.edition e where e.document_id = expunged and (of_locale is null or e.locale = of_locale)
          union select w.seq from delivery.withdrawal w where w.document_id = expunged and (of_locale is null or w.locale = of_locale));
        select p.seq into of_seq from ledger.head h join ledger.publication p on p.seq = h.seq
          where p.kind = 'EXPUNGE' and p.event = of_event and p.xmin = pg_current_xact_id()::xid;
        if of_seq is null and publications <> '{}' then
          raise exception 'expunging % is refused: take the number of a publication for it first', expunged using errcode = 'restrict_violation';
        end if;
        -- Words are counted over all documents: who keeps the counts takes these out, and would go wrong if it came too late.
        if exists (select from delivery.search s where s.document_id = expunged and (of_locale is null or s.locale = of_locale)) then
          raise exception 'expunging % is refused: take its words out of search first', expunged using errcode = 'restrict_violation';
        end if;

        insert into content.tombstone (document_id, locale, event, seq) values (expunged, of_locale, of_event, of_seq);
        insert into delivery.tombstone (document_id, locale, kind, from_seq, to_seq, audience, topics, address, seq)
          select l.document_id, l.locale, l.kind, l.from_seq, coalesce(l.to_seq, of_seq), l.audience, l.topics, decode(a.address, 'hex'), of_seq
          from delivery.listing l left join jsonb_to_recordset(addresses) as a (locale text, "fromSeq" int8, address text)
            on a.locale = l.locale and a."fromSeq" = l.from_seq
          where l.document_id = expunged and (of_locale is null or l.locale = of_locale);

        what := 'notes of publications';
        update ledger.publication p set note = null where p.seq = any (publications) and p.note is not null;
        get diagnostics erased = row_count; return next;
        what := 'published references';
        delete from delivery.reference r where r.document_id = expunged and (of_locale is null or r.locale = of_locale);
        get diagnostics erased = row_count; return next;
        what := 'published editions';
        delete from delivery.edition_row e where e.document_id = expunged and (of_locale is null or e.locale = of_locale);
        get diagnostics erased = row_count; return next;
        what := 'listings';
        delete from delivery.listing_topic l where l.document_id = expunged and (of_locale is null or l.locale = of_locale);
        delete from delivery.listing l where l.document_id = expunged and (of_locale is null or l.locale = of_locale);
        get diagnostics erased = row_count; return next;
        what := 'withdrawals';
        delete from delivery.withdrawal w where w.document_id = expunged and (of_locale is null or w.locale = of_locale);
        get diagnostics erased = row_count; return next;
        delete from content.edition e where e.document_id = expunged and (of_locale is null or e.locale = of_locale);
        delete from content.reference r where r.document_id = expunged and (of_locale is null or r.locale = of_locale);
        what := 'revisions';
        delete from content.revision r where r.document_id = expunged and (of_locale is null or r.locale = of_locale);
        get diagnostics erased = row_count; return next;
        delete from content.draft_reference r where r.document_id = expunged and (of_locale is null or r.locale = of_locale);
        what := 'drafts';
        delete from content.variant v where v.document_id = expunged and (of_locale is null or v.locale = of_locale);
        get diagnostics erased = row_count; return next;
        what := 'origins of imports';
        delete from interchange.origin o where o.document_id = expunged and (of_locale is null or o.locale = of_locale);
        get diagnostics erased = row_count; return next;
      end $$;

      -- The planner keeps samples of what columns hold, slugs and words among them, for as long as no new sample is taken; of a table
      -- that became empty none ever is. Before PostgreSQL 18 only a superuser can take those away.
      create function content.forget_samples() returns void
      language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
      declare
        kept record;
        sampled record;
      begin
        for kept in
          select n.nspname, c.relname, c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind = 'r' and (n.nspname in ('content', 'delivery', 'interchange', 'preview') or c.oid = 'ledger.publication'::regclass)
          order by c.oid
        loop
          if current_setting('server_version_num')::int4 >= 180000 then
            for sampled in select a.attname from pg_attribute a where a.attrelid = kept.oid and a.attnum > 0 and not a.attisdropped loop
              execute 'select pg_clear_attribute_stats($1, $2, $3, false)' using kept.nspname::text, kept.relname::text, sampled.attname::text;
            end loop;
          end if;
          execute format('analyze %I.%I', kept.nspname, kept.relname);
        end loop;
      end $$;

      revoke all on function content.expunge(uuid, text, jsonb), content.forget_samples() from public;
      grant execute on function content.expunge(uuid, text, jsonb), content.forget_samples() to almanac_studio;
    `);
  }

  /** Not once anything has been expunged: what would be left of it is the fact that it was. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        if exists (select from content.tombstone) then raise exception 'documents have been expunged: their tombstones cannot be taken back'; end if;
      end $$;
      drop function content.forget_samples();
      drop function content.expunge(uuid, text, jsonb);
      drop trigger variant_is_not_expunged on content.variant;
      drop function content.refuse_what_is_expunged();
      drop trigger publication_is_frozen on ledger.publication;
      create trigger publication_is_frozen before update or delete on ledger.publication for each row execute function ledger.refuse_change();
      drop function ledger.refuse_change_unless_forgetting();
      ${FROZEN.map(
        ([table, trigger]) => `drop trigger ${trigger} on ${table};
      create trigger ${trigger} before update or delete on ${table} for each row execute function ledger.refuse_change();`,
      ).join('\n      ')}
      drop function content.refuse_change_unless_expunged();
      drop table delivery.tombstone;
      drop table content.tombstone;
      alter table ledger.publication drop constraint publication_kind_check,
        add constraint publication_kind_check check (kind in ('GENESIS', 'PUBLISH', 'WITHDRAW', 'SCOPE', 'LABELS'));
    `);
  }
}
