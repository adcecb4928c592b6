import type { MigrationInterface, QueryRunner } from 'typeorm';

/** That a variant is scheduled is read from the schedules, and never written with the variant: so the two cannot disagree. */
export class SchedulesSayWhatIsScheduled1795000000310 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      update content.variant set workflow_state = 'approved' where workflow_state = 'scheduled';
      alter table content.variant
        drop constraint variant_workflow_state_check,
        add constraint variant_workflow_state_check check (workflow_state in ('draft', 'in-review', 'changes-requested', 'approved', 'published', 'withdrawn'));
      drop index content.variant_under_way_idx;
      create index variant_under_way_idx on content.variant (workflow_state, locale) where workflow_state in ('in-review', 'changes-requested', 'approved');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table content.variant
        drop constraint variant_workflow_state_check,
        add constraint variant_workflow_state_check check (workflow_state in ('draft', 'in-review', 'changes-requested', 'approved', 'scheduled', 'published', 'withdrawn'));
      drop index content.variant_under_way_idx;
      create index variant_under_way_idx on content.variant (workflow_state, locale) where workflow_state in ('in-review', 'changes-requested', 'approved', 'scheduled');
    `);
  }
}
