export interface NamedCheck {
  readonly name: string;
  readonly looked: number;
  readonly broken: readonly string[];
}

export function checkLines(checks: readonly NamedCheck[]): string {
  const broken = checks.filter((check) => check.broken.length > 0);
  return [
    ...checks.flatMap((check) => [
      `${check.broken.length === 0 ? 'ok     ' : 'BROKEN '} ${check.name} (${check.looked} looked at)`,
      ...check.broken.map((line) => `          ${line}`),
    ]),
    '',
    broken.length === 0
      ? `All ${checks.length} checks hold.`
      : `${broken.length} of ${checks.length} checks do not hold: see above, and restore from a backup what was changed outside Almanac.`,
  ].join('\n');
}
