import type { IncomingMessage, ServerResponse } from 'node:http';
import { PUBLIC_PARTNER } from '#access';
import type { Cargo, Snapshot, Traffic } from '#delivery';
import type { ReadSession } from '../read/read-session.js';

/** A request and what it is answered with, as Node has them. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Notes what partners have received, once it has gone out whole. */
export class Receipts {
  constructor(private readonly traffic: Traffic) {}

  /**
   * An answer to this request ends. `noted` is called when what it brings has been noted: nothing that went out in part, or to a
   * connection that broke before, is. That the rest of the way went well nobody here can know.
   */
  follow(
    { request, response }: Exchange,
    cargo: Cargo,
    to: { readonly partnerId: string; readonly head: Pick<Snapshot, 'seq' | 'mark'> },
    noted: () => void = () => undefined,
  ): void {
    const { socket } = request;
    response.once('finish', () => {
      if (!socket.destroyed && this.traffic.received(to.partnerId, cargo, to.head)) noted();
    });
  }

  /** The same, of an answer that no front has a part in: its session alone knows who asked. */
  async followSession(exchange: Exchange, session: ReadSession): Promise<void> {
    const { cargo } = session;
    // What does not read has nothing to bring.
    if (cargo === null || !session.begun) return;
    try {
      const [partner, { snapshot }] = await Promise.all([session.partner(), session.newest()]);
      if (snapshot && partner.id !== PUBLIC_PARTNER.id)
        this.follow(exchange, cargo, { partnerId: partner.id, head: snapshot });
    } catch {
      // The answer is there; where the head is not to be had, nothing is claimed of it.
    }
  }
}
