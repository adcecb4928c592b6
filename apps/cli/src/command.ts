import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { type Config, loadConfig, loadSecrets, type Secrets } from '#platform';
import { withDatabase } from './database.js';

/** Progress of a command; standard output belongs to its answer. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** An answer of a command. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Chatter of the database concerns somebody who debugs; a first start is worth a word to everybody. */
export function progressOf(config: Config): (line: string) => void {
  return (line) => {
    if (config.logLevel === 'debug' || /^(making|waiting|Another)/.test(line)) say(line);
  };
}

type Work<T> = (services: INestApplicationContext, config: Config) => Promise<T>;
type Open = (config: Config, secrets: Secrets, studioUrl: string) => Promise<INestApplicationContext>;

/** Runs a command's work on the services of this installation, whether it is running or not. */
export function onInstallation<T>(work: Work<T>): Promise<T> {
  return onServices(async () => (await import('./services.js')).openServices, work);
}

/** The same for work that needs editors, partners, keys and operations alone. */
export function onAccess<T>(work: Work<T>): Promise<T> {
  return onServices(async () => (await import('./access-services.js')).openAccessServices, work);
}

async function onServices<T>(opener: () => Promise<Open>, work: Work<T>): Promise<T> {
  const config = loadConfig();
  const secrets = loadSecrets(config);
  return withDatabase(config, secrets, progressOf(config), async ({ addresses }) => {
    const open = await opener();
    const services = await open(config, secrets, addresses.studio);
    try {
      return await work(services, config);
    } finally {
      await services.close();
    }
  });
}

/** The folder in which the person stands, which is not where the process works when it was started through npm. */
export function standingIn(command: Command): string {
  const { from } = command.optsWithGlobals<{ from?: string }>();
  return from ?? process.cwd();
}
