import { createServer, type Server } from 'node:net';
import { CannotStart, type Config } from '#platform';

export interface Ports {
  readonly delivery: number;
  readonly studio: number;
  readonly worker: number;
  readonly metrics: number;
}

const LOOPBACK = '127.0.0.1';
const WORKER = 4002;
const METRICS = 4003;

/**
 * The ports that the processes will have, tried before anything is started. "Any free one" is chosen here, so that a process
 * which is started again comes back where it was.
 */
export async function choosePorts(
  config: Pick<
    Config,
    'deliveryHost' | 'deliveryPort' | 'studioHost' | 'studioPort' | 'workerPort' | 'metricsHost' | 'metricsPort'
  >,
): Promise<Ports> {
  const held: Server[] = [];
  const hold = async (host: string, port: number, variable: string): Promise<number> => {
    const server = createServer();
    await listen(server, host, port, variable);
    held.push(server);
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  };
  try {
    const delivery = await hold(config.deliveryHost, config.deliveryPort, 'ALMANAC_DELIVERY_PORT');
    const studio = await hold(config.studioHost, config.studioPort, 'ALMANAC_STUDIO_PORT');
    const worker =
      config.workerPort === null
        ? await hold(LOOPBACK, WORKER, '').catch(() => hold(LOOPBACK, 0, 'ALMANAC_WORKER_PORT'))
        : await hold(LOOPBACK, config.workerPort, 'ALMANAC_WORKER_PORT');
    const metrics =
      config.metricsPort === null
        ? await hold(config.metricsHost, METRICS, '').catch(() => hold(config.metricsHost, 0, 'ALMANAC_METRICS_PORT'))
        : await hold(config.metricsHost, config.metricsPort, 'ALMANAC_METRICS_PORT');
    return { delivery, studio, worker, metrics };
  } finally {
    await Promise.all(held.map((server) => new Promise((closed) => server.close(closed))));
  }
}

async function listen(server: Server, host: string, port: number, variable: string): Promise<void> {
  try {
    await new Promise<void>((listening, fail) => {
      server.once('error', fail);
      server.listen({ host, port, exclusive: true }, () => listening());
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new CannotStart(
        `Port ${port} is taken: end the program that uses it, or choose another port with ${variable} (0 means any free one).`,
      );
    if (code === 'EACCES')
      throw new CannotStart(`This user may not use port ${port}: choose one above 1023 with ${variable}.`);
    const host_ = variable.replace('_PORT', '_HOST');
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new CannotStart(`The address ${host} does not belong to this machine: correct ${host_}.`);
    throw error;
  }
}
