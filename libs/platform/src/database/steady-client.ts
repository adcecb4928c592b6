import pg from 'pg';

/**
 * A connection that breaks tells its statement, its pool, and whoever listens, and may do so twice: the server says that it
 * ends, and then the line is gone. Between two owners nobody listens, and Node would end the process.
 */
export class SteadyClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
