import type pg from 'pg';
import type { StatementObserver } from './read-pool.js';
import { statementName } from './statement-name.js';
import { SteadyClient } from './steady-client.js';

/** Connections whose every statement is told to the observers, by its name; without observers, connections as they are. */
export function clientTelling(observers: readonly StatementObserver[]): typeof SteadyClient {
  if (observers.length === 0) return SteadyClient;
  return class ObservedClient extends SteadyClient {
    constructor(config?: string | pg.ClientConfig) {
      super(config);
      const query = this.query.bind(this) as (...given: readonly unknown[]) => unknown;
      this.query = ((...given: readonly unknown[]) => {
        const asked = query(...given);
        // The mapper awaits what it asks; whoever gives a callback instead is not told of.
        if (!(asked instanceof Promise)) return asked;
        const ends = observers.map((observe) => observe(statementName(textOf(given[0]))));
        const end = (failed: boolean) => ends.forEach((each) => each(failed));
        asked.then(
          () => end(false),
          () => end(true),
        );
        return asked;
      }) as pg.Client['query'];
    }
  };
}

function textOf(given: unknown): string {
  if (typeof given === 'string') return given;
  const { text } = (given ?? {}) as { readonly text?: unknown };
  return typeof text === 'string' ? text : '';
}
