import type { Problem } from '#platform';

/** One field of a form. */
export interface FieldOf {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'email' | 'password';
  readonly autocomplete: string;
  readonly required: boolean;
  readonly hint?: string;
}

export interface FormOf {
  readonly action: string;
  readonly fields: readonly FieldOf[];
  readonly hidden?: Readonly<Record<string, string>>;
  /** Whose password is chosen: for password keepers, and shown nowhere. */
  readonly username?: string;
  /** What stands in the fields already. Never a password. */
  readonly filled?: Readonly<Record<string, string>>;
  readonly problems?: readonly Problem[];
  readonly button: string;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * A form that works without a script, by keyboard and by ear: every field has a label, what is wrong is said at the top as a
 * link to the field, and again beside it.
 */
export function form({ action, fields, hidden = {}, username, filled = {}, problems = [], button }: FormOf): string {
  return (
    summary(problems, fields) +
    `<form method="post" action="${action}" novalidate>` +
    Object.entries(hidden)
      .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
      .join('') +
    (username === undefined
      ? ''
      : `<input type="text" name="username" value="${escapeHtml(username)}" autocomplete="username" hidden>`) +
    fields.map((each) => field(each, filled[each.name] ?? '', problemOf(problems, each))).join('') +
    `<button type="submit">${escapeHtml(button)}</button></form>`
  );
}

function field({ name, label, type, autocomplete, required, hint }: FieldOf, value: string, problem?: Problem): string {
  const described = [hint === undefined ? '' : `${name}-hint`, problem ? `${name}-problem` : ''].filter(Boolean);
  return (
    `<label for="${name}">${escapeHtml(label)}` +
    (hint === undefined ? '' : `<span class="hint" id="${name}-hint">${escapeHtml(hint)}</span>`) +
    (problem ? `<span class="problem" id="${name}-problem">${escapeHtml(problem.message)}</span>` : '') +
    `</label><input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}"` +
    (type === 'password' ? '' : ` value="${escapeHtml(value)}"`) +
    (required ? ' required' : '') +
    (described.length > 0 ? ` aria-describedby="${described.join(' ')}"` : '') +
    (problem ? ' aria-invalid="true"' : '') +
    '>'
  );
}

function summary(problems: readonly Problem[], fields: readonly FieldOf[]): string {
  if (problems.length === 0) return '';
  const lines = problems.map((problem) => {
    const place = fields.find((each) => each.name === problem.path.at(-1));
    const message = escapeHtml(problem.message);
    return `<p>${place ? `<a href="#${place.name}">${message}</a>` : message}</p>`;
  });
  return `<div class="refused" role="alert">${lines.join('')}</div>`;
}

function problemOf(problems: readonly Problem[], { name }: FieldOf): Problem | undefined {
  return problems.find((problem) => problem.path.at(-1) === name);
}
