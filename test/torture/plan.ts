import type { FaultPoint } from '#platform';
import type { Operation } from './victim-process.js';

export const KINDS = ['fresh', 'correction', 'together', 'withdrawal', 'import'] as const;
export type OperationKind = (typeof KINDS)[number];

export const PUBLISH_POINTS = [
  'publish.after-lock',
  'publish.before-counter',
  'publish.before-commit',
  'publish.after-commit',
] as const satisfies readonly FaultPoint[];
export const IMPORT_POINTS = ['import.after-drafts', 'import.before-commit'] as const satisfies readonly FaultPoint[];

/** Chance that can be had again: mulberry32. */
export class Chance {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  oneOf<T>(choices: readonly T[]): T {
    const chosen = choices[this.below(choices.length)];
    if (chosen === undefined) throw new Error('there is nothing to choose from');
    return chosen;
  }

  shuffled<T>(given: readonly T[]): T[] {
    const left = [...given];
    return given.flatMap(() => left.splice(this.below(left.length), 1));
  }
}

export type Dying = 'the service' | 'PostgreSQL' | 'PostgreSQL with all its processes';

export interface Kill {
  readonly dying: Dying;
  readonly point: FaultPoint;
  readonly kind: OperationKind;
  /** Operations that are acknowledged first. */
  readonly before: number;
}

/** Every point with every kind of death; which operation is inside, after how many others, and in which order, is chance. */
export function planOf(chance: Chance): readonly Kill[] {
  const kills = ([...PUBLISH_POINTS, ...IMPORT_POINTS] as const).flatMap((point): Kill[] => {
    const kinds = chance.shuffled(KINDS);
    const deaths: Dying[] = ['the service', 'PostgreSQL', 'PostgreSQL with all its processes'];
    return deaths.map((dying, index) => {
      const kind = point.startsWith('import') ? 'import' : (kinds[index] ?? 'fresh');
      return { dying, point, kind, before: chance.below(3) };
    });
  });
  return chance.shuffled(kills);
}

/** Operations whose names never come twice. */
export class Work {
  private count = 0;

  constructor(private readonly chance: Chance) {}

  operation(kind: OperationKind, live: readonly string[]): Operation {
    const word = `op${++this.count}`;
    switch (kind) {
      case 'fresh':
        return { kind, slug: `${word}-fresh` };
      case 'correction':
        return { kind, documentId: this.chance.oneOf(live) };
      case 'together':
        return { kind, slug: `${word}-host`, documentIds: this.chance.shuffled(live).slice(0, 2) };
      case 'withdrawal':
        return { kind, documentId: this.chance.oneOf(live) };
      case 'import':
        return { kind, name: `${word}.txt`, text: pageAbout(word) };
    }
  }
}

function pageAbout(word: string): string {
  const pairs = ['burn gas', 'are heavy', 'never break'].map(
    (claim) => `MYTH: Lamps of ${word} ${claim}.\n\nFACT: Few lamps of ${word} do.`,
  );
  return `Lamps of ${word}\n\nIf you smell gas, call the Gas Line 1-800-555-0199.\n\nMyths and facts\n\n${pairs.join('\n\n')}\n`;
}
