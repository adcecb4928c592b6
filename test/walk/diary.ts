import { createHash } from 'node:crypto';
import type { Kind, PublicationResult } from '#content';

export interface Known {
  readonly documentId: string;
  readonly kind: Kind;
}

/** A save that was acknowledged: the version that it became, and the word that only it wrote. */
export interface Saved {
  readonly documentId: string;
  readonly locale: string;
  readonly version: number;
  readonly word: string | null;
}

/** What the actors did and were told, for the checks afterwards. */
export class Diary {
  readonly documents: Known[] = [];
  /** Documents that nobody refers to, made to be expunged. No sight shows them. */
  readonly doomed = new Set<string>();
  readonly expunged = new Set<string>();
  readonly slugs: string[] = Array.from({ length: 5 }, (_, index) => `slug-${index}`);
  readonly publications: {
    readonly seq: number;
    readonly published: PublicationResult['published'];
    readonly withdrawn: PublicationResult['withdrawn'];
  }[] = [];
  /** Publications of which the actor was told the number only. */
  readonly numbered: number[] = [];
  readonly saves: Saved[] = [];
  /** `document locale`, one entry for each draft that an import or a bulk change rewrote. */
  readonly rewritten: string[] = [];
  readonly done = new Map<string, number>();
  readonly refused = new Map<string, number>();
  readonly faults: string[] = [];
  /** Every word that was given out, in order. */
  readonly said: string[] = [];
  /** Public for a moment, and gone from every table since. */
  readonly wordsOfTheDoomed = new Set<string>();

  /** A word that was never said before, and like no other, so that no search forgives it: whoever shows it has read what holds it. */
  word(): string {
    const digest = createHash('sha256').update(`${this.said.length}`).digest('hex');
    const word = `zqx${digest.slice(0, 12)}`;
    this.said.push(word);
    return word;
  }
}
