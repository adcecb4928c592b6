import { RULES } from '#access';
import { type State, STATES, type Transition, WORKFLOW } from './workflow.js';

const nameOf = (state: State) => state.replaceAll('-', '_');

/** The workflow as a picture (Mermaid), for docs/workflow.md. Steps that lead nowhere else are left to the table below it. */
export function workflowChart(): string {
  const arrows = (WORKFLOW as readonly Transition[]).flatMap(({ verb, from, to, alone }) =>
    from
      .filter((state) => to !== 'as before' && state !== to)
      .map((state) => `  ${nameOf(state)} --> ${nameOf(to as State)}: ${verb}${alone ? ' (alone)' : ''}`),
  );
  return [
    'stateDiagram-v2',
    ...STATES.map((state) => `  state "${state.replaceAll('-', ' ')}" as ${nameOf(state)}`),
    '  [*] --> draft: create',
    ...arrows,
  ].join('\n');
}

/** The same as a table in Markdown, with the roles that may. */
export function workflowTable(): string {
  const rows = (WORKFLOW as readonly Transition[]).map(({ verb, from, to, who, alone }) => [
    verb,
    from.join(', ').replaceAll('-', ' '),
    to.replaceAll('-', ' '),
    `${RULES[who].who.join(', ')}${alone ? ', while alone' : ''}`,
  ]);
  const lines = [['step', 'from', 'to', 'who'], ['---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
