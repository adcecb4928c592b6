import { AsyncLocalStorage } from 'node:async_hooks';
import { type Connection, ServerAway, type Statement } from '#platform';
import type { Snapshot } from '../domain/view.js';

/** Publications that one connection is known to have shown. */
const MOST = 1_000;

/** $1 seq, $2 mark. A server that was promoted follows nobody any more: it is no standby of ours, whatever it has. */
export const SHOWS: Statement = {
  name: 'delivery.standby-shows',
  text: `
  select from ledger.publication p
  where p.seq = $1::int8 and p.mark = decode($2, 'hex') and pg_is_in_recovery()`,
};

const needed = new AsyncLocalStorage<readonly Snapshot[]>();

/** Whatever `work` reads from a standby comes from one that has shown these publications. */
export function needing<T>(snapshots: readonly Snapshot[], work: () => T): T {
  return needed.run(snapshots, work);
}

/**
 * What each connection to a standby has shown to have. By connection and not by address: the server behind an address may be
 * another one for the next connection, after a restart, a restored folder, or by way of whatever gives out connections
 * there. At the other end of an open one there is always the same.
 */
export class Proofs {
  private readonly shown = new WeakMap<Connection, Set<string>>();

  /** For a pool: nothing is read over a connection before it has shown what is needed. */
  readonly admit = (connection: Connection): Promise<void> | void => {
    const snapshots = needed.getStore();
    if (!snapshots) throw new Error('A standby was read from by somebody who did not say which publication is needed.');
    const shown = this.shown.get(connection) ?? new Set<string>();
    this.shown.set(connection, shown);
    if (shown.size > MOST) shown.clear();
    if (snapshots.some((snapshot) => !shown.has(nameOf(snapshot)))) return this.show(connection, snapshots, shown);
  };

  private async show(connection: Connection, snapshots: readonly Snapshot[], shown: Set<string>): Promise<void> {
    for (const snapshot of snapshots) {
      const name = nameOf(snapshot);
      if (shown.has(name)) continue;
      const rows = await connection.rows(SHOWS, [snapshot.seq, snapshot.mark]);
      if (rows.length === 0) throw new ServerAway('The server at this address does not have the publication.');
      shown.add(name);
    }
  }
}

export function nameOf({ seq, mark }: Snapshot): string {
  return `${seq} ${mark}`;
}
