import type { Problem } from '#platform';
import type { Body, Kind } from './kinds.js';
import { misfits } from './misfits.js';
import { normalise } from './normalise.js';
import { isPlainObject, refusePlainJson } from './plain-json.js';
import { InvalidField } from './problems.js';
import { shapeOf } from './shape-node.js';
import { refuseStructure } from './structure.js';

export interface CheckedDraft<K extends Kind> {
  /** In its one normal form. To be kept only when `problems` is empty: otherwise it may hold anything. */
  readonly body: Body<K>;
  readonly problems: readonly Problem[];
}

/** More than a person reads at once. */
const MAX_PROBLEMS = 100;

/** Normalises what an editor or an importer sent and refuses what no draft may hold: all of it at once, each with its path. */
export function checkDraft<K extends Kind>(kind: K, input: unknown): CheckedDraft<K> {
  if (!isPlainObject(input)) return { body: {}, problems: [new InvalidField('The body must be an object of fields.')] };
  const outright = refusePlainJson(input);
  if (outright.length > 0) return { body: {}, problems: outright };
  const shape = shapeOf(kind);
  const normalised = normalise(shape, input);
  const found = misfits(shape, normalised, MAX_PROBLEMS + 1);
  if (found.length <= MAX_PROBLEMS) found.push(...refuseStructure(normalised.value, MAX_PROBLEMS + 1));
  return { body: normalised.value, problems: bounded(found) };
}

function bounded(problems: readonly InvalidField[]): readonly InvalidField[] {
  if (problems.length <= MAX_PROBLEMS) return problems;
  const more = new InvalidField(
    `More fields need attention than the ${MAX_PROBLEMS} listed here: mend these first and save again.`,
  );
  return [...problems.slice(0, MAX_PROBLEMS), more];
}
