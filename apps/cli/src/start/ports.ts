import { createServer, type Server } from 'node:net';
import { CannotStart, type Config, PREVIEW_PORT } from '#platform';

export interface Ports {
  readonly delivery: number;
  readonly studio: number;
  readonly worker: number;
  readonly preview: number;
  readonly metrics: number;
  readonly studioMetrics: number;
  readonly workerMetrics: number;
  readonly previewMetrics: number;
}

const LOOPBACK = '127.0.0.1';
const WORKER = 4002;
const METRICS = 4003;
const STUDIO_METRICS = 4005;
const WORKER_METRICS = 4006;
const PREVIEW_METRICS = 4007;

/**
 * The ports that the processes will have, tried before anything is started. "Any free one" is chosen here, so that a process
 * which is started again comes back where it was.
 */
export async function choosePorts(
  config: Pick<
    Config,
    | 'deliveryHost'
    | 'deliveryPort'
    | 'studioHost'
    | 'studioPort'
    | 'workerPort'
    | 'previewPort'
    | 'metricsHost'
    | 'metricsPort'
    | 'studioMetricsPort'
    | 'workerMetricsPort'
    | 'previewMetricsPort'
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
    /** The chosen one; else the usual one if it is free. */
    const usual = (host: string, chosen: number | null, fallback: number, variable: string) =>
      chosen === null ? hold(host, fallback, '').catch(() => hold(host, 0, variable)) : hold(host, chosen, variable);
    const worker = await usual(LOOPBACK, config.workerPort, WORKER, 'ALMANAC_WORKER_PORT');
    const preview = await usual(LOOPBACK, config.previewPort, PREVIEW_PORT, 'ALMANAC_PREVIEW_PORT');
    const { metricsHost, metricsPort, studioMetricsPort, workerMetricsPort, previewMetricsPort } = config;
    const metrics = await usual(metricsHost, metricsPort, METRICS, 'ALMANAC_METRICS_PORT');
    const studioMetrics = await usual(metricsHost, studioMetricsPort, STUDIO_METRICS, 'ALMANAC_STUDIO_METRICS_PORT');
    const workerMetrics = await usual(metricsHost, workerMetricsPort, WORKER_METRICS, 'ALMANAC_WORKER_METRICS_PORT');
    const previewMetrics = await usual(
      metricsHost,
      previewMetricsPort,
      PREVIEW_METRICS,
      'ALMANAC_PREVIEW_METRICS_PORT',
    );
    return { delivery, studio, worker, preview, metrics, studioMetrics, workerMetrics, previewMetrics };
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
    const host_ = variable.endsWith('METRICS_PORT') ? 'ALMANAC_METRICS_HOST' : variable.replace('_PORT', '_HOST');
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new CannotStart(`The address ${host} does not belong to this machine: correct ${host_}.`);
    throw error;
  }
}
