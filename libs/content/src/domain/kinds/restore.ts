import type { Problem, ProblemPath } from '#platform';
import type { Body, Kind } from './kinds.js';
import { upcast, UPCASTS, type UpcastTable } from './upcast.js';
import { checkDraft } from './validate.js';

/** Something that an old body said and a draft of today has no place for. */
export interface Unmapped {
  /** Where it stood. */
  readonly path: ProblemPath;
  /** Why it has no place. */
  readonly reason: string;
  /** What it said, as JSON. */
  readonly value: string;
}

export interface Restored<K extends Kind = Kind> {
  /** What a draft may hold today. */
  readonly body: Body<K>;
  readonly unmapped: readonly Unmapped[];
}

/** Enough for any body: in each round everything that was found is taken out. */
const MOST_ROUNDS = 50;

/**
 * A stored body as a draft of today, with everything that it said and cannot say any more. Nothing is lost silently: what a
 * step of formats leaves out, what today's shape refuses, each with its place.
 */
export function restoreBody<K extends Kind>(
  kind: K,
  stored: unknown,
  format: number,
  table: UpcastTable = UPCASTS,
): Restored<K> {
  const unmapped: Unmapped[] = [];
  const leave = (path: ProblemPath, value: unknown, reason: string) =>
    unmapped.push({ path, reason, value: JSON.stringify(value) ?? 'null' });
  const upcasted = upcast(kind, stored, format, table, (path, value) =>
    leave(path, value, 'A later version of Almanac has no place for this.'),
  );
  // A copy that can be cut: the stored one may be shared.
  const trimmed = new Trimmed(structuredClone(upcasted));
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { body, problems } = checkDraft(kind, trimmed.value);
    if (problems.length === 0) return { body, unmapped };
    for (const { path, value, reason } of trimmed.without(problems)) leave(path, value, reason);
  }
  leave([], trimmed.value, 'This does not have the form of a body of today.');
  return { body: {}, unmapped };
}

/** A body that parts are cut out of, and that remembers the places which the rest had. */
class Trimmed {
  /** For a list that lost entries: the first places of those that are left. */
  private readonly places = new WeakMap<object, number[]>();

  constructor(readonly value: Record<string, unknown>) {}

  /** Cuts out what the problems name; from the end, so that no place moves before it is reached. */
  without(problems: readonly Problem[]): readonly { path: ProblemPath; value: unknown; reason: string }[] {
    const cuts = problems.map((problem) => ({ at: this.cutOf(problem.path), reason: problem.message }));
    const found: { path: ProblemPath; value: unknown; reason: string }[] = [];
    const done = new Set<string>();
    for (const { at, reason } of cuts.sort((one, other) => comparePaths(other.at, one.at))) {
      const covered = at.some((_part, index) => done.has(JSON.stringify(at.slice(0, index))));
      const name = JSON.stringify(at);
      if (covered || done.has(name)) continue;
      done.add(name);
      const path = this.firstPlace(at);
      const value = this.cut(at);
      found.unshift({ path, value, reason });
    }
    return found;
  }

  /** What has to go for a problem to be gone: what it names, or where that is missing or says what the rest is, the whole around it. */
  private cutOf(path: ProblemPath): ProblemPath {
    const last = path.at(-1);
    if (path.length > 1 && (last === '_type' || last === '_key' || this.at(path) === undefined))
      return this.cutOf(path.slice(0, -1));
    return path.length === 0 ? Object.keys(this.value).slice(0, 1) : path;
  }

  private at(path: ProblemPath): unknown {
    return path.reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[part] : undefined,
      this.value,
    );
  }

  private cut(path: ProblemPath): unknown {
    const value = this.at(path);
    const parent = this.at(path.slice(0, -1));
    const last = path.at(-1);
    if (Array.isArray(parent) && typeof last === 'number') {
      const places = this.places.get(parent) ?? parent.map((_entry, index) => index);
      parent.splice(last, 1);
      places.splice(last, 1);
      this.places.set(parent, places);
    } else if (last !== undefined) delete (parent as Record<string, unknown>)[last];
    return value;
  }

  private firstPlace(path: ProblemPath): ProblemPath {
    return path.map((part, index) => {
      const parent = this.at(path.slice(0, index));
      const places = typeof part === 'number' && Array.isArray(parent) ? this.places.get(parent) : undefined;
      return typeof part === 'number' ? (places?.[part] ?? part) : part;
    });
  }
}

function comparePaths(one: ProblemPath, other: ProblemPath): number {
  for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
    const [a, b] = [one[index], other[index]];
    if (a === b) continue;
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return String(a) < String(b) ? -1 : 1;
  }
  // What stands around something comes after it in descending order, so it is looked at first.
  return other.length - one.length;
}
