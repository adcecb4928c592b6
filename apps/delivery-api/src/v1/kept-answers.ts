import { ByteCache, Doorkeeper, type DeliveryReader } from '#delivery';
import { STALE_WARNING } from '../cache/answer-headers.js';
import type { Standing } from '../cache/standing.js';
import { ReadSession } from '../read/read-session.js';
import type { ReadRules } from '../read/rules.js';
import type { Described } from './answer.js';

/** Who asks and as of which head, as the cache in front of everything knows it. */
export interface Standings {
  /** Null while no head is known. */
  standingFor(key: string | null): Promise<Standing | null>;
}

interface Flight {
  waiting: number;
  readonly result: Promise<Described>;
}

interface Kept {
  readonly answer: Described;
  readonly bytes: number;
}

/**
 * Answers of addresses, by address, `Accept`, partner and head. As with GraphQL, whoever makes one gets a view made from the
 * key and nothing of the request besides the address; one is made for all who ask at once, and kept when it is asked for a
 * second time.
 */
export class KeptAnswers {
  private readonly kept: ByteCache<Kept>;
  private readonly seen = new Doorkeeper();
  private readonly flights = new Map<string, Flight>();
  /** What was begun before the last of these is not kept afterwards. */
  private clears = 0;

  constructor(
    private readonly standings: Standings,
    private readonly reader: DeliveryReader,
    private readonly rules: ReadRules,
    limit: number,
  ) {
    this.kept = new ByteCache(limit);
  }

  /** Lets go of everything: every answer may differ. */
  clear(): void {
    this.clears += 1;
    this.kept.clear();
  }

  async get(
    asked: { readonly address: string; readonly accept: string; readonly key: string | null },
    make: (session: ReadSession) => Promise<Described>,
  ): Promise<Described> {
    const standing = await this.standings.standingFor(asked.key);
    if (!standing) return make(new ReadSession(this.reader, this.rules, asked.key));
    const place = JSON.stringify([asked.address, asked.accept, standing.name]);
    // The mark tells two histories apart that number their publications alike.
    const name = `${place} ${standing.head.seq} ${standing.head.mark}`;
    const before = this.kept.get(name);
    if (before) return standing.stale ? stale(before.answer) : before.answer;
    const flight = this.flights.get(name) ?? this.begin(name, place, standing, make);
    flight.waiting += 1;
    return flight.result;
  }

  private begin(
    name: string,
    place: string,
    standing: Standing,
    make: (session: ReadSession) => Promise<Described>,
  ): Flight {
    const seen = this.seen.knows(place);
    const { clears } = this;
    const result = standing
      .view()
      .then((view) => make(new ReadSession(this.reader, this.rules, null, view)))
      .then((answer) => {
        const bytes = 2 * (answer.body.length + name.length) + 2_000;
        if ((seen || flight.waiting > 1) && clears === this.clears && answer.status === 200)
          this.kept.set(name, { answer, bytes });
        return answer;
      })
      .finally(() => this.flights.delete(name));
    const flight: Flight = { waiting: 0, result };
    this.flights.set(name, flight);
    return flight;
  }
}

function stale(answer: Described): Described {
  return { ...answer, headers: { ...answer.headers, warning: STALE_WARNING } };
}
