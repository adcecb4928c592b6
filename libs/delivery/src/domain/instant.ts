const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** Whether a text is an instant that both Node and PostgreSQL take: RFC 3339, a day that exists, a year from 0001. */
export function isInstant(text: string): boolean {
  const [, year, month, day, hour, minute, second, , zone] = INSTANT.exec(text) ?? [];
  if (year === undefined || zone === undefined) return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  const zoneHours = zone === 'Z' ? 0 : Number(zone.slice(1, 3));
  return (
    Number(year) > 0 &&
    !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(`${year}-${month}-${day}`) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60 &&
    zoneHours < 16 &&
    (zone === 'Z' || Number(zone.slice(4, 6)) < 60)
  );
}
