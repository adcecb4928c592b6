import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Clock, type Config, loadConfig, loadSecrets, Problems } from '#platform';
import { type Finding, warning, wrong } from './finding.js';
import { examineMachine } from './machine.js';
import { examineProcesses } from './processes.js';

/** Looks at everything that an installation needs, and changes nothing of it: also not by starting or making what is missing. */
export async function examine(clock: Clock): Promise<readonly Finding[]> {
  let config: Config;
  try {
    config = loadConfig();
  } catch (error) {
    const refusal = Problems.of(error)?.[0];
    if (!refusal) throw error;
    return [wrong('configuration', refusal.message)];
  }
  const machine = examineMachine(config, process.versions.node);
  const [database, processes] = await Promise.all([examineWith(config, clock), examineProcesses(config)]);
  return [...machine, ...database, ...processes];
}

async function examineWith(config: Config, clock: Clock): Promise<Finding[]> {
  // Reading the secret would make one where there is none.
  if (config.secret === null && !existsSync(path.join(config.dataDir, 'secret')))
    return [
      warning('database', 'It is reached with passwords made from the secret, and there is none yet: run `npm start`.'),
    ];
  const { examineDatabase } = await import('./database.js');
  try {
    return await examineDatabase(config, loadSecrets(config), clock);
  } catch (error) {
    const refusal = Problems.of(error)?.[0];
    if (!refusal) throw error;
    return [wrong('secrets', refusal.message)];
  }
}
