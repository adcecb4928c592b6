import type { FastifyInstance } from 'fastify';
import type { ServerResponse } from 'node:http';
import { isStopping } from '#edge';

/** Milliseconds between two looks at the head, which is known here without a statement. */
const LOOK = 200;
/** Looks between two signs of life: what stands in between closes connections that are silent for half a minute. */
const LOOKS_PER_BEAT = 100;
/** Milliseconds after which a reader that lost its connection should try again. */
const RETRY = 3_000;

/**
 * `/v1/events`: says that the head moved, and nothing else, so it is the same for everybody. The id of an event is the as-of
 * value: who comes back with the last one hears at once whether something was missed.
 */
export class HeadStream {
  /** With the head that each has heard of. */
  private readonly open = new Map<ServerResponse, string | null>();
  private readonly timer: NodeJS.Timeout;
  private said: string | null = null;
  private looks = 0;

  /** @param asOf value of the head; null while it is unknown. */
  constructor(private readonly asOf: () => string | null) {
    this.timer = setInterval(() => this.look(), LOOK);
    this.timer.unref();
  }

  get size(): number {
    return this.open.size;
  }

  serve(fastify: FastifyInstance): void {
    fastify.get('/v1/events', (request, reply) => {
      reply.hijack();
      const { raw: response } = reply;
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        'x-content-type-options': 'nosniff',
      });
      const asOf = this.asOf();
      const missed = asOf !== null && request.headers['last-event-id'] !== asOf;
      response.write(`retry: ${RETRY}\n\n${missed ? eventOf(asOf) : ''}`);
      this.open.set(response, asOf);
      response.once('close', () => this.open.delete(response));
    });
  }

  end(): void {
    clearInterval(this.timer);
    for (const response of this.open.keys()) response.end();
  }

  private look(): void {
    // A process that waits for its connections to end would wait for these for ever.
    if (isStopping()) return this.end();
    const asOf = this.asOf();
    this.looks += 1;
    if (asOf !== null && asOf !== this.said) this.tell(asOf);
    else if (this.looks % LOOKS_PER_BEAT === 0) for (const response of this.open.keys()) send(response, ':\n\n');
  }

  private tell(asOf: string): void {
    this.said = asOf;
    const event = eventOf(asOf);
    // Who came since the last look may have heard of it already.
    for (const [response, heard] of this.open) {
      if (heard === asOf) continue;
      this.open.set(response, asOf);
      send(response, event);
    }
  }
}

function send(response: ServerResponse, text: string): void {
  // Who does not read what it asked for is not worth the memory.
  if (response.writableNeedDrain) response.destroy();
  else response.write(text);
}

function eventOf(asOf: string): string {
  return `event: head\nid: ${asOf}\ndata: ${JSON.stringify({ asOf })}\n\n`;
}
