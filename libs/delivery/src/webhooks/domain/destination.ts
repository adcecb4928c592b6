import ipaddr from 'ipaddr.js';

/** Ports of the web, and the usual second one of each. */
const PORTS: ReadonlySet<number> = new Set([80, 443, 8080, 8443]);

/** Networks of one's own house that webhooks may reach, on any port: addresses or CIDR ranges. */
export type OwnNetworks = readonly string[];

/**
 * Why a message must not be sent to this address; null: it may. Asked of the address that is about to be connected to, whatever
 * name led there: a name can mean another address a moment later.
 */
export function forbiddenAddress(address: string, port: number, own: OwnNetworks): string | null {
  if (!ipaddr.isValid(address)) return 'its name leads to no address';
  // `::ffff:10.0.0.1` is 10.0.0.1.
  const parsed = ipaddr.process(address);
  if (own.some((network) => contains(network, parsed))) return null;
  if (parsed.range() !== 'unicast') return 'it leads to an address that is not on the internet';
  return PORTS.has(port) ? null : `port ${port} is not one of ${[...PORTS].join(', ')}`;
}

/** Why messages are not sent to this URL, in words that end a sentence; null: as far as it can be seen by looking, they may be. */
export function forbiddenUrl(text: string, { own, secure }: { own: OwnNetworks; secure: boolean }): string | null {
  if (text.length > 2_000 || !URL.canParse(text)) return 'it is not an address such as https://www.example.org/almanac';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'it does not begin with https://';
  if (url.username !== '' || url.password !== '') return 'it holds a name or a password: the signature says who we are';
  if (url.hash !== '') return 'the part behind # never reaches the receiver';
  const [host, port] = [hostOf(url), portOf(url)];
  const literal = ipaddr.isValid(host);
  const isOwn = literal && own.some((network) => contains(network, ipaddr.process(host)));
  if (secure && url.protocol === 'http:' && !isOwn)
    return 'it is not encrypted: give an address that begins with https://';
  if (literal) return forbiddenAddress(host, port, own);
  return own.length > 0 || PORTS.has(port) ? null : `port ${port} is not one of ${[...PORTS].join(', ')}`;
}

/** An IPv6 address stands in brackets in a URL, and nowhere else. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

function contains(network: string, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const [base = '', bits] = network.split('/');
  const start = ipaddr.process(base);
  if (start.kind() !== address.kind()) return false;
  const most = start.kind() === 'ipv6' ? 128 : 32;
  return address.match(start, bits === undefined ? most : Number(bits));
}
