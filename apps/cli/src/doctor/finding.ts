/** What was looked at, how it is, and a sentence: when it is not as it should be, what to do. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'wrong';
  readonly says: string;
}

export const ok = (check: string, says: string): Finding => ({ check, state: 'ok', says });
export const warning = (check: string, says: string): Finding => ({ check, state: 'warning', says });
export const wrong = (check: string, says: string): Finding => ({ check, state: 'wrong', says });

export function findingLines(findings: readonly Finding[]): string {
  const widest = Math.max(...findings.map(({ check }) => check.length));
  const count = (state: Finding['state']) => findings.filter((each) => each.state === state).length;
  return [
    ...findings.map(({ check, state, says }) => `${state.padEnd(8)} ${check.padEnd(widest)}  ${says}`),
    '',
    count('wrong') > 0
      ? `${count('wrong')} wrong, ${count('warning')} to look at.`
      : count('warning') > 0
        ? `Nothing is wrong; ${count('warning')} to look at.`
        : 'All is well.',
  ].join('\n');
}
