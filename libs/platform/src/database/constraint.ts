interface DriverError {
  readonly constraint?: unknown;
  readonly detail?: unknown;
}

/** Constraint names are API between the tables and the stores: which one a statement broke, else null. */
export function constraintOf(error: unknown): string | null {
  const { constraint } = driverErrorOf(error);
  return typeof constraint === 'string' ? constraint : null;
}

/** The values of the key that a unique index refused, as PostgreSQL wrote them: `Key (kind, slug)=(article, a) already exists.` */
export function refusedKey(error: unknown): readonly string[] {
  const { detail } = driverErrorOf(error);
  const [, values] = typeof detail === 'string' ? (/\)=\((.*)\) /.exec(detail) ?? []) : [];
  return values === undefined ? [] : values.split(', ');
}

function driverErrorOf(error: unknown): DriverError {
  return (error as { driverError?: DriverError } | null)?.driverError ?? {};
}
