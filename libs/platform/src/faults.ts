/**
 * Named places inside an operation where a test may pause it or kill the process. In production a call costs one
 * property read. `reach` is awaited, so a test holds the operation exactly there while something else happens.
 */
export type FaultPoint =
  | 'publish.before-lock'
  | 'publish.after-lock'
  | 'publish.before-counter'
  | 'publish.before-commit'
  | 'publish.after-commit'
  | 'freeze.before-lock'
  | 'freeze.after-lock'
  | 'freeze.before-commit'
  | 'restore.before-lock'
  | 'restore.after-lock'
  | 'restore.before-commit'
  | 'submit.before-lock'
  | 'submit.after-lock'
  | 'submit.before-commit'
  | 'review.before-lock'
  | 'review.after-lock'
  | 'review.before-commit'
  | 'save.before-lock'
  | 'save.after-lock'
  | 'save.before-commit'
  | 'release.before-lock'
  | 'release.after-lock'
  | 'release.before-commit'
  | 'schedule.after-lock'
  | 'schedule.before-commit'
  | 'revert.before-lock'
  | 'revert.after-lock'
  | 'bulk.before-lock'
  | 'bulk.after-lock'
  | 'bulk.before-commit'
  | 'expunge.before-lock'
  | 'expunge.after-lock'
  | 'expunge.erased'
  | 'sign-in.compared'
  | 'import.after-drafts'
  | 'import.before-commit';

type FaultHook = (point: FaultPoint) => Promise<void> | void;

let hook: FaultHook | undefined;

/** Installs the hook for this process; undefined removes it. */
export function onFaultPoint(next: FaultHook | undefined): void {
  hook = next;
}

export async function reach(point: FaultPoint): Promise<void> {
  if (hook) await hook(point);
}
