import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { networkOf } from '#access';

/**
 * Where a request comes from, as far as those say whom the operator trusts: the last hop that is no proxy of theirs. Whatever
 * stands further left in X-Forwarded-For the caller may have written.
 */
export class CallerAddress {
  private readonly trusted: BlockList | null;

  constructor(proxies: readonly string[]) {
    if (proxies.length === 0) this.trusted = null;
    else {
      const list = new BlockList();
      for (const proxy of proxies) {
        const [address = '', bits] = proxy.split('/');
        if (bits === undefined) list.addAddress(address, familyOf(address));
        else list.addSubnet(address, Number(bits), familyOf(address));
      }
      this.trusted = list;
    }
  }

  of({ socket, headers }: IncomingMessage): string {
    let address = unmapped(socket.remoteAddress ?? '');
    if (!this.trusted) return networkOf(address);
    const hops = headers['x-forwarded-for']?.toString().split(',') ?? [];
    while (isIP(address) && this.trusted.check(address, familyOf(address))) {
      const before = unmapped(hops.pop()?.trim() ?? '');
      if (!isIP(before)) break;
      address = before;
    }
    return networkOf(address);
  }
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function unmapped(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
