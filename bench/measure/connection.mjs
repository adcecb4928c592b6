import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * One keep-alive connection that has one request under way at a time. It reads as little of an answer as is needed to know
 * its status and its end, so that the client costs the machine less than the servers it measures.
 */
export class Connection {
  constructor(port, { keepBody = false } = {}) {
    this.keepBody = keepBody;
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk) => this.take(chunk));
    this.socket.on('error', (error) => this.fail(error));
    this.socket.on('close', () => this.fail(new Error('The server closed the connection.')));
    this.reset();
  }

  opened() {
    return new Promise((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('error', reject);
    });
  }

  /** `settle(error, { status, length, head, body })` is called once per request. */
  send(bytes, settle) {
    this.settle = settle;
    this.socket.write(bytes);
  }

  end() {
    this.settle = null;
    this.socket.destroy();
  }

  reset() {
    this.head = null;
    this.status = 0;
    this.length = 0;
    this.missing = 0;
    this.parts = [];
  }

  take(chunk) {
    if (this.head === null) {
      const bytes = this.parts.length > 0 ? Buffer.concat([...this.parts, chunk]) : chunk;
      const end = bytes.indexOf(HEAD_END);
      if (end < 0) {
        this.parts = [bytes];
        return;
      }
      this.head = bytes.latin1Slice(0, end);
      this.status = Number(this.head.slice(9, 12));
      const length = /\r\ncontent-length: *(\d+)/i.exec(this.head);
      // A 304 ends with its head.
      if (!length && this.status !== 304) return this.fail(new Error('The answer has no Content-Length.'));
      this.length = this.status === 304 ? 0 : Number(length[1]);
      const rest = bytes.subarray(end + 4);
      this.parts = this.keepBody ? [rest] : [];
      this.missing = this.length - rest.length;
    } else {
      if (this.keepBody) this.parts.push(chunk);
      this.missing -= chunk.length;
    }
    if (this.missing > 0) return;
    if (this.missing < 0) return this.fail(new Error('The server sent more than it announced.'));
    const { status, length, head, parts, settle } = this;
    const body = this.keepBody ? Buffer.concat(parts) : null;
    this.reset();
    this.settle = null;
    settle?.(null, { status, length, head, body });
  }

  fail(error) {
    const { settle } = this;
    this.settle = null;
    settle?.(error, null);
  }
}

/** The bytes of a GET of an address, else of a POST to /graphql. */
export function requestBytes(body, headers = {}, address = null) {
  const more = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  if (address !== null) return Buffer.from(`GET ${address} HTTP/1.1\r\nHost: 127.0.0.1\r\n${more}\r\n`, 'latin1');
  const head = `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json\r\n${more}Content-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}
