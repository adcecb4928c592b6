import { type Attempt, Deadline, Problems, TooSlow } from '#platform';

export interface Asking {
  /** Milliseconds that one may keep silent before the next is asked beside it. */
  readonly patience: number;
  /** Called with the place of one that kept silent for that long. */
  readonly silent?: (place: number) => void;
}

/**
 * Asks one after another for the same: the next when one fails, and when one keeps silent, beside it, because it may be slow
 * and not hung. The first answer is taken, and the others are stopped. A refusal is an answer; when all fail, the failure of
 * the last one is.
 */
export function firstAnswer<T>(ways: readonly (() => Attempt<T>)[], { patience, silent }: Asking): Promise<T> {
  const outer = Deadline.current();
  return new Promise((resolve, reject) => {
    const begun: Attempt<T>[] = [];
    let failed = 0;
    let over = false;
    const end = (settle: () => void) => {
      over = true;
      settle();
      for (const { stop } of begun) stop();
    };
    const next = () => {
      const place = begun.length;
      const way = ways[place];
      if (over || !way) return;
      const attempt = way();
      begun.push(attempt);
      const impatient =
        place + 1 < ways.length &&
        setTimeout(() => {
          silent?.(place);
          next();
        }, patience);
      attempt.answer.then(
        (value) => {
          clearTimeout(impatient || undefined);
          if (!over) end(() => resolve(value));
        },
        (error: Error) => {
          clearTimeout(impatient || undefined);
          failed += 1;
          if (over) return;
          if (isRefusal(error, outer) || failed === ways.length) end(() => reject(error));
          // Whoever kept silent has been followed by the next already.
          else if (place === begun.length - 1) next();
        },
      );
    };
    next();
  });
}

/** Also the end of the time that the request has; somebody else's, whose statement this one shared, is none. */
function isRefusal(error: unknown, outer: Deadline | undefined): boolean {
  if (error instanceof TooSlow && outer && !outer.isOver) return false;
  return Problems.of(error) !== null;
}
