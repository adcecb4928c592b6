import type { IncomingMessage } from 'node:http';
import { CallerAddress } from './caller-address.js';

const request = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

test.each<[string, string[], string, string | undefined, string]>([
  ['a caller is where its connection comes from', [], '192.0.2.7', undefined, '192.0.2.7'],
  ['nobody is believed who is not named', [], '192.0.2.7', '198.51.100.1', '192.0.2.7'],
  ['a proxy says whom it passes on', ['10.0.0.0/8'], '10.1.2.3', '198.51.100.1', '198.51.100.1'],
  ['mapped addresses are the same', ['10.0.0.0/8'], '::ffff:10.1.2.3', '198.51.100.1', '198.51.100.1'],
  ['of two proxies the outer one says', ['10.0.0.1', '10.0.0.2'], '10.0.0.1', '198.51.100.1, 10.0.0.2', '198.51.100.1'],
  ['what a caller wrote itself is not believed', ['10.0.0.1'], '10.0.0.1', '203.0.113.9, 198.51.100.1', '198.51.100.1'],
  ['a proxy that says nothing stands for its callers', ['10.0.0.1'], '10.0.0.1', undefined, '10.0.0.1'],
  ['nonsense ends the search', ['10.0.0.1'], '10.0.0.1', '198.51.100.1, unknown', '10.0.0.1'],
  ['an IPv6 network of 64 bits is one caller', [], '2001:db8:1:2:3:4:5:6', undefined, '2001:db8:1:2'],
])('%s', (_what, proxies, remote, forwarded, expected) => {
  expect(new CallerAddress(proxies).of(request(remote, forwarded))).toBe(expected);
});
