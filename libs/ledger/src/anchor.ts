import { Inject, Injectable } from '@nestjs/common';
import canonicalize from 'canonicalize';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { appendFile, mkdir, readFile, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BadInput, Clock, CONFIG, type Config, Secrets, UnitOfWork } from '#platform';

/** The end of the audit chain as it was at one time: everything up to `number` is fixed by `hash`. */
export interface AuditHead {
  readonly number: number;
  /** Hex. */
  readonly hash: string;
}

export interface Anchor extends AuditHead {
  /** ISO 8601. */
  readonly at: string;
  /** Hex; covers the line and the one before it, so that no line can be changed, moved or taken out of the middle. */
  readonly hmac: string;
}

export interface AnchorReport {
  readonly file: string;
  readonly anchors: number;
  /** What does not fit, in sentences; empty when the chain is the one that was signed. */
  readonly faults: readonly string[];
}

export const ANCHOR_PURPOSE = 'audit anchor';

export function anchorFile(dataDir: string): string {
  return join(dataDir, 'anchors', 'audit-head.ndjson');
}

export function signHead(key: Buffer, previous: Anchor | undefined, head: AuditHead, at: string): Anchor {
  return { number: head.number, hash: head.hash, at, hmac: signature(key, previous?.hmac ?? '', head, at) };
}

export function formatAnchor(anchor: Anchor): string {
  return `${JSON.stringify(anchor)}\n`;
}

/** The lines that this installation signed, up to the first that it did not. A last line without an end was cut off by a crash. */
export function readAnchors(
  key: Buffer,
  text: string,
): { readonly anchors: readonly Anchor[]; readonly faults: readonly string[] } {
  const anchors: Anchor[] = [];
  for (const [index, line] of text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1)
    .entries()) {
    const anchor = parseAnchor(line);
    const previous = anchors.at(-1);
    if (!anchor || !sameHex(anchor.hmac, signature(key, previous?.hmac ?? '', anchor, anchor.at))) {
      return {
        anchors,
        faults: [
          `Line ${index + 1} was not signed by this installation, or a line before it is missing: nothing from here on can be trusted.`,
        ],
      };
    }
    if (
      previous &&
      (anchor.number < previous.number || (anchor.number === previous.number && anchor.hash !== previous.hash))
    ) {
      return {
        anchors,
        faults: [
          `Line ${index + 1} signs event ${anchor.number}, but event ${previous.number} had been signed before: the chain was replaced between ${previous.at} and ${anchor.at}.`,
        ],
      };
    }
    anchors.push(anchor);
  }
  return { anchors, faults: [] };
}

/** Compares what was signed with the chain as it is: `hashes` holds the hash of each signed number that still exists. */
export function compareAnchors(
  anchors: readonly Anchor[],
  hashes: ReadonlyMap<number, string>,
  head: AuditHead,
): readonly string[] {
  return anchors.flatMap((anchor) => {
    if (anchor.number > head.number)
      return [
        `The chain ends at event ${head.number}, but event ${anchor.number} was signed at ${anchor.at}: events are missing at the end.`,
      ];
    const hash = anchor.number === 0 ? anchor.hash : hashes.get(anchor.number);
    if (hash === undefined) return [`Event ${anchor.number}, signed at ${anchor.at}, is missing.`];
    return hash === anchor.hash
      ? []
      : [
          `Event ${anchor.number} has another hash than the one signed at ${anchor.at}: it or an event before it was changed.`,
        ];
  });
}

/**
 * Signs the end of the audit chain into a file outside the database, and compares the chain with that file. Whoever can
 * rewrite the database cannot make the file agree without the installation's secret. One process signs: the worker.
 */
@Injectable()
export class AuditAnchors {
  private readonly key: Buffer;
  private readonly file: string;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Secrets) secrets: Secrets,
    @Inject(CONFIG) config: Config,
  ) {
    this.key = secrets.derive(ANCHOR_PURPOSE);
    this.file = anchorFile(config.dataDir);
  }

  /** Appends the head unless the last line already signs it. Null when nothing was new. */
  async sign(): Promise<Anchor | null> {
    const text = await readText(this.file);
    const whole = text.lastIndexOf('\n') + 1;
    if (whole < text.length) await truncate(this.file, Buffer.byteLength(text.slice(0, whole)));
    const last = parseAnchor(text.slice(0, whole).trimEnd().split('\n').at(-1) ?? '') ?? undefined;
    const head = await this.head();
    if (last?.number === head.number && last.hash === head.hash) return null;
    const anchor = signHead(this.key, last, head, this.clock.now().toISOString());
    await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
    await appendFile(this.file, formatAnchor(anchor), { mode: 0o600, flush: true });
    return anchor;
  }

  async verify(file: string = this.file): Promise<AnchorReport> {
    const text = await readText(file);
    if (text === '')
      throw new BadInput(`There is no anchor in ${file}: the worker writes the first one when it starts.`, ['file']);
    const { anchors, faults } = readAnchors(this.key, text);
    const rows = await this.work.rows<{ number: string; hash: string }>(
      `select number, encode(hash, 'hex') as hash from ledger.event where number = any ($1::int8[])`,
      [anchors.map((anchor) => anchor.number)],
    );
    const hashes = new Map(rows.map((row) => [Number(row.number), row.hash]));
    return {
      file,
      anchors: anchors.length,
      faults: [...faults, ...compareAnchors(anchors, hashes, await this.head())],
    };
  }

  private async head(): Promise<AuditHead> {
    const [row] = await this.work.rows<{ number: string; hash: string }>(
      `select number, encode(hash, 'hex') as hash from ledger.audit_head`,
    );
    if (!row) throw new Error('ledger.audit_head is empty');
    return { number: Number(row.number), hash: row.hash };
  }
}

function signature(key: Buffer, previous: string, { number, hash }: AuditHead, at: string): string {
  return createHmac('sha256', key)
    .update(canonicalize({ previous, number, hash, at }) ?? '')
    .digest('hex');
}

function parseAnchor(line: string): Anchor | null {
  try {
    const { number, hash, at, hmac } = JSON.parse(line) as Partial<Record<keyof Anchor, unknown>>;
    if (typeof number !== 'number' || typeof hash !== 'string' || typeof at !== 'string' || typeof hmac !== 'string')
      return null;
    return { number, hash, at, hmac };
  } catch {
    return null;
  }
}

function sameHex(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given, 'hex'), Buffer.from(wanted, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
