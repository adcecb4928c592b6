import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Dice } from '../walk/dice.js';

/** What can happen to a request on its way, and of a hundred how many it happens to. */
const TROUBLE = {
  'cut before it arrived': 3,
  'its answer lost': 4,
  'its answer cut off': 3,
  'sent twice': 4,
} as const;
type Trouble = keyof typeof TROUBLE;

const WORD = /zqx[0-9a-f]{12}/g;

/** A line to one of our processes that cuts, loses, shortens and repeats; it stays when the process behind it is another. */
export class Line {
  readonly happened = new Map<Trouble, number>();
  /** Words of editors in what came back. */
  readonly heard = new Set<string>();
  bytes = 0;
  /** Milliseconds that the longest answer took. */
  longest = 0;
  /** When each request began that a process has at this moment. */
  private readonly asked = new Map<object, { readonly what: string; readonly since: number }>();
  private target: URL | null = null;
  private troubled = true;
  private readonly agent = new Agent({ keepAlive: true });

  static async lay(dice: Dice): Promise<Line> {
    const server = createServer();
    const line = new Line(server, dice);
    server.on('request', (incoming, outgoing) => void line.carry(incoming, outgoing));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return line;
  }

  private constructor(
    private readonly server: Server,
    private readonly dice: Dice,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Requests that a process has at this moment. */
  get underWay(): number {
    return this.asked.size;
  }

  /** Each of them, and for how many milliseconds it has been waiting. */
  get waiting(): readonly string[] {
    return [...this.asked.values()].map(({ what, since }) => `${what} for ${Math.round(performance.now() - since)} ms`);
  }

  /** From now on it leads there; null: nobody answers. */
  leadTo(url: string | null): void {
    this.target = url === null ? null : new URL(url);
  }

  /** From now on nothing happens to anybody. */
  calm(): void {
    this.troubled = false;
  }

  end(): void {
    this.agent.destroy();
    this.server.closeAllConnections();
    this.server.close();
  }

  private async carry(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const trouble = this.draw();
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      if (trouble === 'cut before it arrived') return void incoming.socket.destroy();
      const body = Buffer.concat(chunks);
      if (trouble === 'sent twice') void this.ask(incoming, body).catch(() => null);
      const answer = await this.ask(incoming, body);
      if (trouble === 'its answer lost') return void incoming.socket.destroy();
      outgoing.writeHead(answer.status, answer.headers);
      if (trouble !== 'its answer cut off' || answer.body.length < 2) return void outgoing.end(answer.body);
      outgoing.write(answer.body.subarray(0, 1 + this.dice.below(answer.body.length - 1)), () =>
        incoming.socket.destroy(),
      );
    } catch {
      incoming.socket.destroy();
    }
  }

  private ask({ method, url, headers }: IncomingMessage, body: Buffer) {
    const { target } = this;
    if (!target) return Promise.reject(new Error('nobody is there'));
    // Uncompressed, so that it can be listened to.
    const { 'accept-encoding': _compressed, host: _host, connection: _connection, ...kept } = headers;
    return new Promise<{ status: number; headers: Record<string, string | string[]>; body: Buffer }>(
      (resolve, reject) => {
        const asked = request(
          { agent: this.agent, host: target.hostname, port: target.port, method, path: url, headers: kept },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.once('end', () => {
              const whole = Buffer.concat(chunks);
              this.listen(whole);
              const { connection: _own, 'transfer-encoding': _chunked, ...sent } = response.headers;
              resolve({
                status: response.statusCode ?? 502,
                headers: sent as Record<string, string | string[]>,
                body: whole,
              });
            });
            response.once('error', reject);
            response.once('aborted', () => reject(new Error('the answer broke off')));
          },
        );
        asked.once('error', reject);
        this.asked.set(asked, { what: `${method} ${url?.split('?')[0]}`, since: performance.now() });
        asked.once('close', () => {
          this.longest = Math.max(this.longest, performance.now() - (this.asked.get(asked)?.since ?? 0));
          this.asked.delete(asked);
        });
        asked.end(body);
      },
    );
  }

  private listen(bytes: Buffer): void {
    this.bytes += bytes.length;
    for (const [word] of bytes.toString('utf8').matchAll(WORD)) this.heard.add(word);
  }

  private draw(): Trouble | null {
    if (!this.troubled) return null;
    let drawn = this.dice.below(100);
    for (const [trouble, share] of Object.entries(TROUBLE) as [Trouble, number][]) {
      drawn -= share;
      if (drawn >= 0) continue;
      this.happened.set(trouble, (this.happened.get(trouble) ?? 0) + 1);
      return trouble;
    }
    return null;
  }
}
