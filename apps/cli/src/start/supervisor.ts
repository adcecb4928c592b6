import { watch } from 'node:fs';
import { MIGRATIONS } from '#migrations';
import {
  BUILD,
  type Config,
  ensureDatabase,
  type Environment,
  environmentWith,
  loadConfig,
  loadSecrets,
  type ReadyDatabase,
} from '#platform';
import { untilOpen } from '../attendance.js';
import { say } from '../command.js';
import { entryOf } from '../places.js';
import { banner } from './banner.js';
import { Child } from './child.js';
import { Claim } from './claim.js';
import { choosePorts, type Ports } from './ports.js';
import type { prepare } from './prepare.js';
import { showLink } from './sign-in.js';
import { StopRequest } from './stop-request.js';

/** Milliseconds that open requests and running jobs get to finish; a process gives itself a little less. */
const GRACE = 13_000;
const REBUILT_PAUSE = 500;

/**
 * Runs an installation until it is told to stop: database, then both APIs, previews and the worker; down in the opposite order.
 * Killed with -9 it can do nothing: the children notice and end, the database stays, and the next start adopts it.
 */
export async function start(environment: Environment, options: { readonly watch: boolean }): Promise<number> {
  const given = loadConfig(environment);
  const claim = Claim.take(given.dataDir);
  const stop = new StopRequest();
  let database: ReadyDatabase | null = null;
  const children: Child[] = [];
  stop.onForce(() => children.forEach((child) => child.kill()));
  try {
    const secrets = loadSecrets(given);
    const ports = await choosePorts(given);
    // Read again, because addresses follow from ports.
    const config = loadConfig(withPorts(environment, ports));
    say('[3/3] Starting ...');
    await untilOpen(config.dataDir);
    database = await ensureDatabase(config, secrets, MIGRATIONS, (line) => say(`      ${line}`));
    database.server?.onCrash(({ pid }) => say(`The database (process ${pid}) crashed; it is started again.`));
    stop.throwIfAsked();
    const shared = environmentOfChildren(environment, config, ports);
    const child = (name: string, ...entry: Parameters<typeof entryOf>) => {
      const made = new Child({ name, entry: entryOf(...entry), environment: shared, log: say });
      children.push(made);
      return made.start();
    };
    // The processes need the tables, not the content: they load while the samples are published.
    const [link, deliveryUrl, studioUrl, workerUrl, previewUrl] = await Promise.all([
      prepareInstallation(config, secrets, database.addresses.studio),
      child('delivery API', 'delivery-api'),
      child('studio API', 'studio-api'),
      child('worker', 'worker'),
      child('preview', 'delivery-api', 'preview-main'),
    ]);
    stop.throwIfAsked();
    const metrics = {
      metrics: metricsAt(config, ports.metrics),
      'studio metrics': metricsAt(config, ports.studioMetrics),
      'worker metrics': metricsAt(config, ports.workerMetrics),
      'preview metrics': metricsAt(config, ports.previewMetrics),
    };
    claim.announce([deliveryUrl, studioUrl], {
      'delivery API': deliveryUrl,
      'studio API': studioUrl,
      worker: workerUrl,
      preview: previewUrl,
      ...metrics,
    });
    const signIn = showLink(link, config.dataDir, process.stdout.isTTY);
    process.stdout.write(
      banner({
        deliveryUrl,
        studioUrl,
        workerUrl,
        previewUrl,
        metricsUrls: Object.values(metrics),
        dataDir: config.dataDir,
        ownDatabase: config.databaseUrl !== null,
        signIn,
      }),
    );
    const unwatch = options.watch ? renewWhenBuilt(children) : () => undefined;
    await stop.asked;
    unwatch();
  } catch (error) {
    if (!stop.isAsked) throw error;
  } finally {
    if (stop.isAsked) say('Stopping ... (Ctrl-C again ends it at once)');
    await Promise.all(children.map((child) => child.stop(given.stopDelay + GRACE)));
    // Whoever started it: the data folder is ours, and a server without its supervisor would serve nobody.
    await (database?.server ? database.server.stop({ force: true }) : database?.stop());
    claim.release();
    stop.dispose();
  }
  say('Stopped.');
  return 0;
}

/** Read only now: whoever is refused, and every process that is forked, need not wait for all the services. */
const prepareInstallation: typeof prepare = async (...given) => (await import('./prepare.js')).prepare(...given);

/** Where a process of this machine finds them. */
function metricsAt({ metricsHost }: Pick<Config, 'metricsHost'>, port: number): string {
  return `http://${metricsHost.includes(':') ? `[${metricsHost}]` : metricsHost}:${port}`;
}

function withPorts(environment: Environment, ports: Ports): Environment {
  return {
    ...environment,
    ALMANAC_DELIVERY_PORT: String(ports.delivery),
    ALMANAC_STUDIO_PORT: String(ports.studio),
    ALMANAC_WORKER_PORT: String(ports.worker),
    ALMANAC_PREVIEW_PORT: String(ports.preview),
    ALMANAC_METRICS_PORT: String(ports.metrics),
    ALMANAC_STUDIO_METRICS_PORT: String(ports.studioMetrics),
    ALMANAC_WORKER_METRICS_PORT: String(ports.workerMetrics),
    ALMANAC_PREVIEW_METRICS_PORT: String(ports.previewMetrics),
  };
}

function environmentOfChildren(environment: Environment, config: Config, ports: Ports): NodeJS.ProcessEnv {
  return environmentWith({
    ...withPorts(environment, ports),
    ALMANAC_DATA_DIR: config.dataDir,
    // What libraries look at: without it some of them check on every call what only a developer needs.
    ...(config.env === 'production' ? { NODE_ENV: 'production' } : {}),
    // A person reads this terminal: what the supervisor says is enough, unless something is wrong or the level was chosen.
    ALMANAC_LOG_LEVEL: environment['ALMANAC_LOG_LEVEL'] || (config.env === 'development' ? 'warn' : config.logLevel),
  });
}

function renewWhenBuilt(children: readonly Child[]): () => void {
  let pause: NodeJS.Timeout | undefined;
  const watcher = watch(BUILD, { recursive: true }, () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      say('The build changed; the processes are started again.');
      void Promise.all(children.map((child) => child.renew(GRACE)));
    }, REBUILT_PAUSE);
  });
  return () => {
    clearTimeout(pause);
    watcher.close();
  };
}
