import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cargo, Snapshot, Traffic } from '#delivery';

/** Notes what partners have received, once it has gone out whole. */
export class Receipts {
  constructor(private readonly traffic: Traffic) {}

  /**
   * An answer to this request ends. `noted` is called when what it brings has been noted: nothing that went out in part, or to a
   * connection that broke before, is. That the rest of the way went well nobody here can know.
   */
  follow(
    { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
    cargo: Cargo,
    to: { readonly partnerId: string; readonly head: Pick<Snapshot, 'seq' | 'mark'> },
    noted: () => void = () => undefined,
  ): void {
    const { socket } = request;
    response.once('finish', () => {
      if (!socket.destroyed && this.traffic.received(to.partnerId, cargo, to.head)) noted();
    });
  }
}
