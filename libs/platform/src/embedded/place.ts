import { basename, dirname, join, resolve } from 'node:path';

/**
 * Everything that belongs to one embedded server. Only the data folder is owned by the account that runs PostgreSQL;
 * what lies beside it (secret, log, port, lock) belongs to us, so the server itself cannot read its superuser's password.
 */
export interface Place {
  readonly dataDir: string;
  readonly parent: string;
  readonly secretFile: string;
  readonly logFile: string;
  readonly portFile: string;
  readonly lockFile: string;
}

export function placeOf(dataDir: string): Place {
  const folder = resolve(dataDir);
  const parent = dirname(folder);
  const beside = (suffix: string): string => join(parent, `${basename(folder)}.${suffix}`);
  return {
    dataDir: folder,
    parent,
    secretFile: beside('secret'),
    logFile: beside('log'),
    portFile: beside('port'),
    lockFile: beside('lock'),
  };
}
