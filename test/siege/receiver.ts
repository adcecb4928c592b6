import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { openSnapshot } from '#delivery';
import type { Seal } from '#platform';
import { as } from '../kit/server.js';
import type { Dice } from '../walk/dice.js';
import type { Recorded } from './recorded.js';

const NOTHING_CHOSEN = { kinds: null, locales: null };

/** Where partners hear of publications: it verifies what comes, and does not always answer well. */
export class Receiver {
  /** Bodies by the name of the message: one, however often it came. */
  readonly received = new Map<string, Set<string>>();
  readonly forged: string[] = [];
  times = 0;
  private fails = true;
  private readonly secrets = new Map<string, string>();

  static async open(dice: Dice): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.once('end', () => {
        const isNew = receiver.take(request.url ?? '', Buffer.concat(chunks).toString(), request.headers);
        const mayFail = isNew && receiver.fails;
        // Whoever is told a second time answers, or a message would come after minutes.
        if (mayFail && dice.chance(15)) return void request.socket.destroy();
        response.writeHead(mayFail && dice.chance(15) ? 500 : 204).end();
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return receiver;
  }

  private constructor(private readonly server: Server) {}

  urlOf(handle: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${handle}`;
  }

  trust(handle: string, secret: string): void {
    this.secrets.set(`/${handle}`, secret);
  }

  /** From now on it answers well: what fails would come again seconds later. */
  calm(): void {
    this.fails = false;
  }

  end(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private take(path: string, body: string, headers: NodeJS.Dict<string | string[]>): boolean {
    const id = String(headers['webhook-id']);
    this.times += 1;
    try {
      new Webhook(this.secrets.get(path) ?? '').verify(body, headers as Record<string, string>);
    } catch (error) {
      this.forged.push(`${id}: ${String(error)}`);
    }
    const before = this.received.get(id);
    if (before) before.add(body);
    else this.received.set(id, new Set([body]));
    return !before;
  }
}

/** In what the messages that came are not those that had to come, a sentence each. */
export async function messagesAstray(
  ownerUrl: string,
  receiver: Pick<Receiver, 'received' | 'forged'>,
  recorded: Recorded,
  asOfSeal: Seal,
): Promise<readonly string[]> {
  const { deliveries, endpoints, head } = await as(ownerUrl, async (client) => ({
    deliveries: (
      await client.query<{ id: string; endpoint: string; seq: number; mark: string; event: string; state: string }>(
        `select d.id, d.endpoint_id as endpoint, d.seq::int4 as seq, encode(p.mark, 'base64') as mark, d.event, d.state
         from webhook.delivery d join ledger.publication p using (seq)`,
      )
    ).rows,
    endpoints: (
      await client.query<{ id: string; partner: string; from: number }>(
        'select id, partner_id as partner, from_seq::int4 as from from webhook.endpoint',
      )
    ).rows,
    head: (await client.query<{ seq: number }>('select seq::int4 as seq from ledger.head')).rows[0]?.seq ?? 0,
  }));
  const astray = [...receiver.forged];
  const byName = new Map(deliveries.map((row) => [`msg_${row.id}`, row]));
  for (const [name, bodies] of receiver.received) {
    const row = byName.get(name);
    const [body = '{}'] = bodies;
    const { type, data } = JSON.parse(body) as { type: string; data: { asOf: string } };
    const of = openSnapshot(asOfSeal, data.asOf);
    if (bodies.size > 1) astray.push(`${name} came with ${bodies.size} different bodies`);
    if (!row) astray.push(`${name} tells of publication ${of?.seq}, and nobody was to be told that`);
    else if (row.seq !== of?.seq || row.event !== type || !sameMark(row.mark, of.mark))
      astray.push(`${name} says ${type} of ${of?.seq}, and is ${row.event} of ${row.seq}`);
  }
  for (const { id, state } of deliveries)
    if (state !== 'DELIVERED') astray.push(`message ${id} is still ${state}`);
    else if (!receiver.received.has(`msg_${id}`)) astray.push(`message ${id} counts as delivered, and never came`);
  for (const { id, partner, from } of endpoints) {
    const told = new Set(deliveries.flatMap((row) => (row.endpoint === id && row.event === 'head' ? [row.seq] : [])));
    let before = await recorded.shown(from, partner, NOTHING_CHOSEN);
    for (let seq = from + 1; seq <= head; seq++) {
      const now = await recorded.shown(seq, partner, NOTHING_CHOSEN);
      const changed = [...new Set([...before.shown.keys(), ...now.shown.keys()])].filter(
        (key) => before.shown.get(key) !== now.shown.get(key),
      );
      if (changed.length > 0 && !told.has(seq)) astray.push(`endpoint ${id} was not told of publication ${seq}`);
      before = now;
    }
  }
  return astray;
}

/** However its bytes are written. */
function sameMark(base64: string, mark: string): boolean {
  return [
    base64,
    Buffer.from(base64, 'base64').toString('base64url'),
    Buffer.from(base64, 'base64').toString('hex'),
  ].includes(mark);
}
