import { type Asker, askerNow, Deadline, isServerAway, onBehalfOf, TooSlow } from '#platform';
import type { Portion } from '../domain/portion.js';
import type { View } from '../domain/view.js';

/** How many statements of a lane run at the same time, the second only when the first takes its time. */
const AT_A_TIME = 2;
/** Milliseconds for which a read waits to go with others, while a statement of its lane runs. */
const PATIENCE = 2;

interface Asked<K, V> {
  readonly keys: readonly K[];
  readonly deadline: Deadline | undefined;
  readonly asker: Asker | null;
  readonly resolve: (values: readonly V[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Lane<K, V> {
  readonly view: View;
  readonly portion: Portion;
  running: number;
  waiting: Asked<K, V>[];
  /** Set while the first of a free lane waits for the others of this turn of the loop. */
  turn: NodeJS.Immediate | null;
  /** Set while something waits and a second statement may begin. */
  impatience: NodeJS.Timeout | null;
}

/**
 * Reads of concurrent requests that are as of the same view and in the same portion, put together: starting a statement costs
 * more than one more key in it. Nobody waits long for company: while its lane is free, a read is sent as soon as everything has
 * had its turn that arrived with it; what has come by the time that the lane is free again goes together; a second statement
 * begins beside one that takes its time. Reads are pure, so equal keys are read once, and a batch that fails is taken apart: a
 * request fails of its own keys only.
 */
export class Batches<K, V> {
  private readonly lanes = new WeakMap<View, Map<string, Lane<K, V>>>();

  constructor(
    private readonly read: (view: View, keys: readonly K[], portion: Portion) => Promise<readonly V[]>,
    /** How much goes together, as `weightOf` counts; a request that has more goes alone. */
    private readonly most: number,
    private readonly weightOf: (key: K) => number = () => 1,
  ) {}

  ask(view: View, keys: readonly K[], portion: Portion): Promise<readonly V[]> {
    if (keys.length === 0) return Promise.resolve([]);
    const lane = this.laneOf(view, portion);
    const deadline = Deadline.current();
    const answer = new Promise<readonly V[]>((resolve, reject) => {
      // This one gives up when its time is over, whatever becomes of those with whom it is read.
      const forget = deadline?.stopping(() => reject(deadline.refusal ?? new TooSlow()));
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          forget?.();
          settle(value);
        };
      lane.waiting.push({ keys, deadline, asker: askerNow(), resolve: settled(resolve), reject: settled(reject) });
    });
    this.hurry(lane);
    return answer;
  }

  private laneOf(view: View, portion: Portion): Lane<K, V> {
    const ofView = this.lanes.get(view) ?? new Map<string, Lane<K, V>>();
    this.lanes.set(view, ofView);
    const name = nameOf(portion);
    const lane = ofView.get(name) ?? { view, portion, running: 0, waiting: [], turn: null, impatience: null };
    ofView.set(name, lane);
    return lane;
  }

  private async occupy<T>(lane: Lane<K, V>, work: Promise<T>): Promise<T> {
    lane.running += 1;
    try {
      return await work;
    } finally {
      lane.running -= 1;
      this.next(lane);
    }
  }

  /** What waits, as much of it as goes together. */
  private next(lane: Lane<K, V>): void {
    if (lane.turn) clearImmediate(lane.turn);
    if (lane.impatience) clearTimeout(lane.impatience);
    lane.turn = lane.impatience = null;
    const batch = this.take(lane);
    if (batch.length > 0) void this.occupy(lane, this.answer(lane, batch));
    this.hurry(lane);
  }

  private hurry(lane: Lane<K, V>): void {
    if (lane.waiting.length === 0) return;
    if (lane.running === 0) lane.turn ??= setImmediate(() => this.next(lane));
    else if (lane.running < AT_A_TIME) lane.impatience ??= setTimeout(() => this.next(lane), PATIENCE);
  }

  /** Those who came first, as many as go together. */
  private take(lane: Lane<K, V>): readonly Asked<K, V>[] {
    lane.waiting = lane.waiting.filter(({ deadline }) => !deadline?.isOver);
    let weight = 0;
    const end = lane.waiting.findIndex(({ keys }, index) => {
      for (const key of keys) weight += this.weightOf(key);
      return index > 0 && weight > this.most;
    });
    return lane.waiting.splice(0, end === -1 ? lane.waiting.length : end);
  }

  /** Never rejects. */
  private async answer(lane: Lane<K, V>, batch: readonly Asked<K, V>[]): Promise<void> {
    const keys = new Map<string, { readonly key: K; readonly place: number }>();
    const placed = batch.map((asked) =>
      asked.keys.map((key) => {
        const name = JSON.stringify(key);
        const known = keys.get(name)?.place ?? keys.size;
        keys.set(name, { key, place: known });
        return known;
      }),
    );
    try {
      const values = await this.readFor(
        batch,
        lane,
        [...keys.values()].map(({ key }) => key),
      );
      batch.forEach(({ resolve }, index) => resolve((placed[index] ?? []).map((place) => values[place] as V)));
    } catch (error) {
      const isOfAll = batch.length === 1 || isServerAway(error) || error instanceof TooSlow;
      for (const asked of batch) {
        if (isOfAll) asked.reject(error);
        else await this.readFor([asked], lane, asked.keys).then(asked.resolve, asked.reject);
      }
    }
  }

  private readFor(askers: readonly Asked<K, V>[], { view, portion }: Lane<K, V>, keys: readonly K[]) {
    return Deadline.together(
      askers.map(({ deadline }) => deadline),
      () =>
        onBehalfOf(
          askers.map(({ asker }) => asker),
          () => this.read(view, keys, portion),
        ),
    );
  }
}

const NAMES = new WeakMap<Portion, string>();

/** Each parsed operation has a portion of its own; equal ones share lanes. */
function nameOf(portion: Portion): string {
  let name = NAMES.get(portion);
  if (name === undefined) NAMES.set(portion, (name = JSON.stringify(portion)));
  return name;
}
