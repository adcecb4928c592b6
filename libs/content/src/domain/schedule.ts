import type { LocalTime } from './local-time.js';
import type { Reason } from './reason.js';

export const SCHEDULE_STATES = ['WAITING', 'FIRED', 'FAILED', 'CANCELLED'] as const;
export type ScheduleState = (typeof SCHEDULE_STATES)[number];

/** When an approved release goes live. */
export interface Schedule extends LocalTime {
  readonly id: string;
  readonly releaseId: string;
  /** What the local time means by what is known of time zones; ISO 8601, UTC. */
  readonly instant: string;
  readonly state: ScheduleState;
  readonly version: number;
  /** How often it was tried and could not be judged, because something on our side failed. */
  readonly attempts: number;
  /** Why it could not fire. */
  readonly reasons: readonly Reason[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly endedAt: string | null;
}

/** Failures on our side that are tried again before an editor is told; seconds before each next try. */
const PAUSES = [2, 5, 15, 60, 300, 900, 1_800] as const;

/** When to try again what failed on our side; null when it is time to tell somebody. */
export function nextTry(attempts: number, now: Date): Date | null {
  const pause = PAUSES[attempts];
  return pause === undefined ? null : new Date(now.getTime() + pause * 1_000);
}
