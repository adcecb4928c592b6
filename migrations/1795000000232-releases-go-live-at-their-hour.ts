import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A release goes live at a local time, once: its state changes in the transaction that publishes. */
export class ReleasesGoLiveAtTheirHour1795000000232 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- local_time and zone are what somebody said; instant is what that means by what is known of time zones.
      -- tell_at: when its editor is to be told that it could not fire; null when there is nothing to tell, or it was told.
      -- reasons: why it could not fire, as [{"kind", "message", "path"}]; documents by id, no word of theirs.
      create table content.schedule (
        id            uuid        not null constraint schedule_pkey primary key,
        release_id    uuid        not null constraint schedule_release_fkey references content.release (id) on delete cascade,
        local_time    timestamp   not null,
        zone          text        not null,
        instant       timestamptz not null,
        state         text        not null check (state in ('WAITING', 'FIRED', 'FAILED', 'CANCELLED')),
        version       int4        not null check (version > 0),
        not_before    timestamptz not null,
        attempts      int4        not null default 0,
        reasons       jsonb       not null default '[]' check (jsonb_typeof(reasons) = 'array'),
        ended_at      timestamptz,
        tell_at       timestamptz,
        created_at    timestamptz not null,
        created_by    text        not null,
        constraint schedule_end_check check ((state = 'WAITING') = (ended_at is null)),
        constraint schedule_failure_check check ((state = 'FAILED') = (reasons <> '[]'))
      );
      create unique index schedule_waiting_key on content.schedule (release_id) where state = 'WAITING';
      create index schedule_due_idx on content.schedule (not_before, id) where state = 'WAITING';
      create index schedule_tell_idx on content.schedule (tell_at) where tell_at is not null;
      create index schedule_state_idx on content.schedule (state, id desc);

      grant select, insert, update on content.schedule to almanac_studio;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table content.schedule');
  }
}
