import { type RegisteredOperations, type RegisteredText } from '#delivery';
import { callBuilt } from '../call-built.js';
import { type Finding, ok, warning } from './finding.js';

/** Lines about operations that cannot run; of more, how many there are. */
const MOST_LINES = 10;

type Verdict = { readonly name: string | null } | { readonly objections: readonly string[] };

/** Whether what clients may send by id holds against the schema of this build: what was registered may be older. */
export async function examineOperations(registry: Pick<RegisteredOperations, 'all'>): Promise<Finding[]> {
  const registered: RegisteredText[] = [];
  for await (const operation of registry.all()) registered.push(operation);
  if (registered.length === 0) return [ok('operations', 'none registered')];
  const texts = JSON.stringify(registered.map(({ document }) => document));
  // The delivery API judges, as it does when they are registered.
  const said = await callBuilt('apps/delivery-api/src/check-operations.js', 'checkOperations', texts);
  return judgeOperations(registered, JSON.parse(said) as Verdict[]);
}

export function judgeOperations(
  registered: readonly Pick<RegisteredText, 'id' | 'name'>[],
  verdicts: readonly Verdict[],
): Finding[] {
  const outdated = registered.flatMap(({ id, name }, index) => {
    const verdict = verdicts[index];
    return verdict && 'objections' in verdict ? [{ id, name, objection: verdict.objections[0] ?? '' }] : [];
  });
  if (outdated.length === 0) return [ok('operations', `${registered.length} registered, and all can run`)];
  const lines = outdated
    .slice(0, MOST_LINES)
    .map(({ id, name, objection }) =>
      warning(
        'operations',
        `${name ?? 'An operation without a name'} (${id}) cannot run: ${objection} Build its app against the present schema and register anew; remove it once nobody sends it.`,
      ),
    );
  const more = outdated.length - lines.length;
  return more > 0 ? [...lines, warning('operations', `${more} more of ${registered.length} cannot run.`)] : lines;
}
