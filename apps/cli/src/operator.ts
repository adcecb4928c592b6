import type { Actor } from '#access';

/** Who acts when somebody with access to the machine types a command. */
export const OPERATOR: Actor = { type: 'system', name: 'cli' };
