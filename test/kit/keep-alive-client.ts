import { connect, type Socket } from 'node:net';

/** A client that keeps its connection and asks again as soon as it was answered, until it is told that this was the last. */
export class KeepAliveClient {
  answers = 0;
  /** How it ended: `closed` after an answer that said so; anything else is a request that got none. */
  readonly ended: Promise<string>;
  /** The same; null as long as it goes on. */
  how: string | null = null;
  private readonly socket: Socket;

  /** `think`: milliseconds between an answer and the next question. */
  constructor(url: string, query: string, think = 0) {
    const { hostname, port } = new URL(url);
    const body = JSON.stringify({ query });
    const request = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    this.socket = connect(Number(port), hostname);
    this.ended = new Promise((resolve) => {
      const settle = (how: string) => resolve((this.how ??= how));
      let held = '';
      let waiting = false;
      let last = false;
      const send = () => {
        waiting = true;
        this.socket.write(request);
      };
      this.socket.on('connect', send);
      this.socket.on('data', (chunk) => {
        held += chunk.toString('latin1');
        const head = held.indexOf('\r\n\r\n');
        const length = Number(/content-length: (\d+)/i.exec(held)?.[1] ?? Number.NaN);
        if (head < 0 || held.length < head + 4 + length) return;
        if (!held.startsWith('HTTP/1.1 200 ')) return settle(`answered ${held.slice(0, 40)}`);
        last = /\r\nconnection: close\r\n/i.test(held.slice(0, head + 2));
        held = '';
        waiting = false;
        this.answers += 1;
        if (!last) setTimeout(send, think);
      });
      this.socket.on('error', (error) =>
        settle(`${(error as NodeJS.ErrnoException).code} while ${waiting ? 'waiting' : 'idle'}`),
      );
      this.socket.on('close', () =>
        settle(last ? 'closed' : waiting ? 'closed without an answer' : 'closed while idle'),
      );
    });
  }

  end(): void {
    this.socket.destroy();
  }
}
