import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { refusalBody } from './refusal.js';

const UNREADABLE = [400, 'BAD_REQUEST', 'This is no HTTP request that can be understood.'] as const;
const BY_CODE: Readonly<Record<string, readonly [number, string, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'TOO_COSTLY', 'Address and headers together are larger than 16 kB: send less in them.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'TOO_SLOW', 'The request did not come to its end in time: send it again.'],
};

/** Answers what Node itself could not read, for which there is no request and no reply, in the shape of every other refusal. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, code, message] = BY_CODE[error.code ?? ''] ?? UNREADABLE;
  const body = JSON.stringify(refusalBody(code, message));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `cache-control: no-store\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
