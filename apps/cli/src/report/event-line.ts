import type { RecordedEvent } from '#access';

/** An event on one line. It holds ids and hashes, so there is nothing in it that a terminal could take for a command. */
export function eventLine({ number, at, actor, verb, subject, data }: RecordedEvent): string {
  const particulars = Object.entries(data).map(([name, value]) => `${name}=${short(value)}`);
  return [String(number).padStart(6), at, actor, verb, subject ?? '-', ...particulars].join('  ');
}

/** Hashes are compared, not read: their beginning is enough for a person. */
function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[0-9a-f]{64}$/.test(text) ? `${text.slice(0, 12)}...` : text;
}
