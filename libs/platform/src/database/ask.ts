import type pg from 'pg';

type Done<T> = (error: Error | null | undefined, answer: T) => void;

/** What a query brings; see `answerWithin`. */
export function ask<R extends pg.QueryResultRow>(
  client: pg.ClientBase,
  query: pg.QueryConfig,
  patience: number,
): Promise<pg.QueryResult<R>> {
  return answerWithin(patience, (done) => client.query<R>(query, done));
}

/**
 * What is asked of a server, or an error when it has said nothing for `patience` milliseconds: then the connection is good for
 * nothing any more. With a callback and a timer of our own: what comes by a promise of pg's client, or under its `query_timeout`,
 * outlives the minor garbage collections, which took a sixth of the time of a process that reads.
 */
export function answerWithin<T>(patience: number, begin: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    // In the words of pg, by which it is known that the server is away.
    const late = setTimeout(() => reject(new Error('Query read timeout')), patience);
    begin((error, answer) => {
      clearTimeout(late);
      if (error) reject(error);
      else resolve(answer);
    });
  });
}
