import path from 'node:path';
import type { Config } from '../config/config.js';
import type { Secrets } from '../crypto/secrets.js';
import { findEmbedded } from '../embedded/index.js';
import { CannotStart } from '../problem.js';

/** The database logins, each its own: no process ever changes its role. */
export const LOGINS = ['owner', 'studio', 'delivery', 'preview'] as const;
export type Login = (typeof LOGINS)[number];

export const EMBEDDED_DATABASE = 'almanac';

/** The embedded server's own folder inside the data folder. */
export function embeddedFolder(config: Config): string {
  return path.join(config.dataDir, 'postgres');
}

/** How to reach one database as each login. Holds passwords: never log it. */
export type Addresses = Readonly<Record<Login, string>>;

/** The name that a generated login has in PostgreSQL; the database's name keeps two installations in one cluster apart. */
export function loginName(database: string, login: Login): string {
  return `${database}_${login}_login`;
}

/** Addresses in a PostgreSQL that the owner gave: the given login is the owner, the others are generated unless given too. */
export function givenAddresses(databaseUrl: string, loginUrls: Config['loginUrls'], secrets: Secrets): Addresses {
  const owner = new URL(databaseUrl);
  const database = decodeURIComponent(owner.pathname.slice(1)) || decodeURIComponent(owner.username);
  const generated = (login: Login) => withLogin(owner, loginName(database, login), secrets.password(login));
  return {
    owner: databaseUrl,
    studio: loginUrls.studio ?? generated('studio'),
    delivery: loginUrls.delivery ?? generated('delivery'),
    preview: loginUrls.preview ?? generated('preview'),
  };
}

/** Addresses in an embedded server that listens on `port` of the loopback interface. */
export function embeddedAddresses(
  host: string,
  port: number,
  secrets: Secrets,
  database: string = EMBEDDED_DATABASE,
): Addresses {
  const server = new URL(`postgres://${host}:${port}/${database}`);
  const address = (login: Login) => withLogin(server, loginName(EMBEDDED_DATABASE, login), secrets.password(login));
  return {
    owner: address('owner'),
    studio: address('studio'),
    delivery: address('delivery'),
    preview: address('preview'),
  };
}

/** Where the running database is, for a process that does not start one itself. */
export async function findAddresses(config: Config, secrets: Secrets): Promise<Addresses> {
  if (config.databaseUrl !== null) return givenAddresses(config.databaseUrl, config.loginUrls, secrets);
  const server = await findEmbedded(embeddedFolder(config));
  if (!server)
    throw new CannotStart(
      `No database is running for the data folder ${config.dataDir}: run \`npm start\`, or set DATABASE_URL.`,
    );
  return embeddedAddresses(server.host, server.port, secrets);
}

/** Addresses of standbys for the login `delivery`: they have the same logins, so an address needs to name none. */
export function replicaAddresses(config: Pick<Config, 'replicaUrls'>, delivery: string): readonly string[] {
  const login = new URL(delivery);
  return config.replicaUrls.map((url) => {
    const address = new URL(url);
    if (address.pathname.length <= 1) address.pathname = login.pathname;
    if (address.username !== '') return address.toString();
    return withLogin(address, decodeURIComponent(login.username), decodeURIComponent(login.password));
  });
}

function withLogin(base: URL, name: string, password: string): string {
  const address = new URL(base);
  address.username = encodeURIComponent(name);
  address.password = encodeURIComponent(password);
  return address.toString();
}
