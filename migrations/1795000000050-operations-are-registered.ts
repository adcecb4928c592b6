import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Clients may register their operations and then send an id. `operation_registry` is one row whose version changes with
 * every registration and removal: a process that has seen the version need not ask again.
 */
export class OperationsAreRegistered1795000000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table access.operation (
        id            text        collate "C" not null constraint operation_pkey primary key check (id ~ '^[A-Za-z0-9][A-Za-z0-9:._~-]{0,199}$'),
        name          text        check (name <> ''),
        document      text        not null check (document <> ''),
        registered_at timestamptz not null
      );

      create table access.operation_registry (
        only_row      boolean     not null default true constraint operation_registry_pkey primary key check (only_row),
        version       int8        not null check (version >= 0)
      );
      insert into access.operation_registry (version) values (0);

      grant select, insert, delete on access.operation to almanac_studio;
      grant select, update (version) on access.operation_registry to almanac_studio;
      grant select on access.operation, access.operation_registry to almanac_delivery, almanac_preview;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table access.operation, access.operation_registry');
  }
}
