import { Temporal } from 'temporal-polyfill';
import { BadInput, type ProblemPath } from '#platform';

/** What a clock on a wall shows, and where the wall is: `2026-03-29T02:30`, `Europe/Berlin`. */
export interface LocalTime {
  readonly localTime: string;
  /** IANA name. */
  readonly zone: string;
}

export interface ResolvedTime extends LocalTime {
  /** ISO 8601, UTC. */
  readonly instant: string;
  /**
   * PLAIN: clocks show it once. GAP: they are put forward over it, so it stands for the moment at which they would have shown it
   * (half past two is half past three). OVERLAP: they show it twice, and it stands for the first time.
   */
  readonly occurs: 'PLAIN' | 'GAP' | 'OVERLAP';
}

const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;
/** No offsets and no abbreviations: they say nothing of summer. */
const ZONE = /^(UTC|[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+)$/;

/** The instant that a local time means, by what is known of time zones now. What the wall shows is what was promised: it is resolved again when that changes. */
export function resolveLocalTime({ localTime, zone }: LocalTime, path: ProblemPath = []): ResolvedTime {
  const plain = plainOf(localTime, [...path, 'localTime']);
  const at = zonedOf(plain, zone, [...path, 'timeZone']);
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
    plain.toZonedDateTime(zone, { disambiguation }),
  );
  const isOnce = earlier?.epochMilliseconds === later?.epochMilliseconds;
  const occurs = isOnce ? 'PLAIN' : at.toPlainDateTime().equals(plain) ? 'OVERLAP' : 'GAP';
  return {
    localTime: plain.toString({ smallestUnit: 'second' }),
    zone: at.timeZoneId,
    instant: at.toInstant().toString({ smallestUnit: 'millisecond' }),
    occurs,
  };
}

function plainOf(localTime: string, path: ProblemPath): Temporal.PlainDateTime {
  try {
    if (LOCAL.test(localTime)) return Temporal.PlainDateTime.from(localTime, { overflow: 'reject' });
  } catch {
    // A day or an hour that no calendar has.
  }
  throw new BadInput(
    'Write the local time as a date and a time that exist, without an offset: 2026-03-29T09:00.',
    path,
  );
}

function zonedOf(plain: Temporal.PlainDateTime, zone: string, path: ProblemPath): Temporal.ZonedDateTime {
  try {
    if (ZONE.test(zone)) return plain.toZonedDateTime(zone, { disambiguation: 'compatible' });
  } catch {
    // A name that no list has.
  }
  throw new BadInput('Name the time zone as the IANA list does, such as America/Chicago or Europe/Berlin.', path);
}
