import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { ByteCache, type Cargo, Doorkeeper, type Head, type Hold } from '#delivery';
import { Answer, type Logger, toldOf } from '#edge';
import { Deadline } from '#platform';
import {
  type Call,
  Outgoing,
  passOn,
  type Refused,
  sendJson,
  sendLater,
  sendNow,
  sendRefused,
  type Sent,
} from './send-answer.js';
import type { Admission } from '../traffic/admission.js';
import { type Gate, refuse } from '../traffic/gate.js';
import type { Receipts } from '../traffic/receipts.js';
import type { Standing } from './standing.js';
import type { Standings } from './standings.js';

/** An answer and what it stays true by. */
export interface Made {
  readonly answer: Answer;
  /** Kinds whose publications may change it; null when it depends on the very head. */
  readonly kinds: readonly string[] | null;
  /** What it brings to the partner whose it is; null to nobody in particular. */
  readonly cargo: Cargo | null;
}

/** An answer in its place. It holds for every later head until something touches what it is made of. */
class Kept implements Made {
  readonly answer: Answer;
  readonly kinds: readonly string[] | null;
  readonly bytes: number;
  /** As long as it is not noted that the partner has received it; what it brings stays the same as long as it is kept. */
  cargo: Cargo | null;

  constructor(
    { answer, kinds, cargo }: Made,
    /** The last head that it was seen to hold for. */
    public head: Head,
  ) {
    this.answer = answer;
    this.kinds = kinds;
    this.bytes = answer.bytes;
    this.cargo = cargo?.isEmpty === false ? cargo : null;
  }
}

/** What was sent to whom: as long as the standing is the same and the answer is kept, the next one gets the same. */
export interface Hit {
  readonly standing: Standing;
  readonly hold: Hold<Kept>;
  readonly outgoing: Outgoing;
  /** As whose request it counts. Of a caller without a key, what it uses up is looked up by its address. */
  readonly admission: Admission;
}

/** What is asked, whoever asks and whenever. */
export interface Question {
  /** Two questions have one name exactly when nothing but who asks and when makes their answers differ. */
  readonly name: string;
  /** What its requests are counted as. */
  readonly operation: string;
  /** Where the answer was found last; whoever looks there must see that it still holds. */
  hit: Hit | null;
}

/** Plain numbers: whoever shows them fetches them. */
export class Counts {
  hits = 0;
  notModified = 0;
  executions = 0;
  shared = 0;
  refused = 0;
  failed = 0;
}

/** One of the ways to ask: how its questions are answered when nothing is kept, and what is counted of them. */
export interface Way<Q extends Question> {
  readonly counts: Counts;
  /** Makes the answer from the question and the standing, and from nothing else of any request. */
  execute(question: Q, standing: Standing): Promise<Made | Refused>;
  /** The answer is kept: what was sent may be recalled by these bytes alone. */
  remember(sent: string, question: Q): void;
}

interface Flight {
  waiting: number;
  readonly result: Promise<Made | Refused>;
}

export interface AnswerStoreParts {
  readonly standings: Standings;
  readonly gate: Gate;
  readonly receipts: Receipts;
  readonly logger: Logger;
  /** Bytes of answers to keep; with 0 every answer is made from the database, though head, keys and scopes are still known. */
  readonly limit: number;
  /** Milliseconds that an execution may take. */
  readonly deadline: number;
}

/**
 * Answers by everything that they depend on: what is asked, partner, and the last publication that may have changed them. An
 * execution gets exactly these and nothing of the request, so what is not in the key cannot be in the answer. Code and schema are
 * not in it: they live and die with the process, as the bytes do.
 *
 * An answer says itself, once it is made, which kinds it shows; it is looked up without them, and is used while no
 * publication since its head touched one. So its place is taken by its successor, and what is outdated leaves no bytes behind.
 */
export class AnswerStore {
  private readonly answers: ByteCache<Kept>;
  private readonly seen = new Doorkeeper();
  private readonly flights = new Map<string, Flight>();

  constructor(private readonly parts: AnswerStoreParts) {
    this.answers = new ByteCache(parts.limit);
  }

  get bytes(): number {
    return this.answers.bytes;
  }

  get size(): number {
    return this.answers.size;
  }

  clear(): void {
    this.answers.clear();
  }

  /** The shortest way: nothing is looked up when the same caller asks the same of the same head. False when that is not so. */
  repeat(counts: Counts, call: Call, question: Question | undefined, key: string | null): boolean {
    const hit = question?.hit;
    if (!hit || hit.standing !== this.parts.standings.of(key)) return false;
    const kept = hit.hold.value;
    if (!kept) return false;
    const admission = this.admissionAgain(hit, call);
    const { meter, allowance } = admission;
    if (allowance !== null && !allowance.take()) {
      meter.requests += 1;
      refuse(call.response, admission);
      return true;
    }
    const sent = sendNow(call, kept.answer, hit.outgoing, admission);
    if (sent === null) {
      allowance?.giveBack();
      return false;
    }
    meter.requests += 1;
    hit.hold.used = true;
    counts.hits += 1;
    if (sent === 'unchanged') counts.notModified += 1;
    if (kept.cargo !== null) this.receive(call, kept, hit.standing, sent);
    return true;
  }

  private admissionAgain({ admission, standing }: Hit, { request }: Call): Admission {
    if (!standing.isPublic || !this.parts.gate.limitsAddresses) return admission;
    return { ...admission, allowance: this.parts.gate.allowance(standing, request) };
  }

  /** `sent`: the bytes by which the question may be recalled; null when it was. What cannot be answered from here is passed on. */
  answer<Q extends Question>(way: Way<Q>, call: Call, question: Q, key: string | null, sent: string | null): void {
    this.parts.standings.seat(key, (standing) => {
      if (standing === null) passOn(call);
      else this.answerTo(way, call, question, standing, sent);
    });
  }

  private answerTo<Q extends Question>(
    way: Way<Q>,
    call: Call,
    question: Q,
    standing: Standing,
    sent: string | null,
  ): void {
    const key = `${question.name} ${standing.name}`;
    const hold = this.answers.hold(key);
    const isKept = hold?.value && this.holds(hold.value, standing.head);
    // Nothing can be read: the database says so itself behind the front.
    if (!isKept && !this.parts.standings.canRead(standing)) return passOn(call);
    const admission = this.parts.gate.admission(standing, question.operation, call.request);
    admission.meter.requests += 1;
    if (admission.allowance !== null && !admission.allowance.take()) return refuse(call.response, admission);
    if (isKept && hold.value) {
      way.counts.hits += 1;
      if (sent !== null) way.remember(sent, question);
      const { answer } = hold.value;
      const outgoing = Outgoing.to(call, answer, standing);
      question.hit = { standing, hold, outgoing, admission };
      return this.send(way.counts, call, hold.value, { standing, outgoing, admission, key });
    }
    this.fill(way, key, question, standing).then(
      (made) => {
        if ('answer' in made)
          return this.send(way.counts, call, made, {
            standing,
            outgoing: Outgoing.to(call, made.answer, standing),
            admission,
            key,
          });
        way.counts.refused += 1;
        sendRefused(call.response, made);
      },
      (error: unknown) => this.fail(way.counts, call.response, error),
    );
  }

  /** `head` is the one of this turn. */
  private holds(kept: Kept, head: Head): boolean {
    if (!this.parts.standings.tracker.isUnchangedSince(kept.head, kept.kinds)) return false;
    kept.head = head;
    return true;
  }

  /** One execution for all who ask at once; where nothing is kept, one for each. */
  private fill<Q extends Question>(way: Way<Q>, key: string, question: Q, standing: Standing): Promise<Made | Refused> {
    if (this.parts.limit === 0) return this.execute(way, question, standing);
    // Those who know of a later head must not be given what was read before it.
    const name = `${key} ${standing.head.epoch}.${standing.head.seq}`;
    const flight = this.flights.get(name);
    if (flight) {
      way.counts.shared += 1;
      flight.waiting += 1;
      return flight.result;
    }
    way.counts.executions += 1;
    const mine: Flight = {
      waiting: 1,
      result: this.execute(way, question, standing)
        .then((made) => {
          // Once is chance: a flood of questions that nobody repeats must not push out what is asked for again and again.
          const again = this.seen.knows(key) || mine.waiting > 1;
          if (again && 'answer' in made) this.keep(key, made, standing.head);
          return made;
        })
        .finally(() => this.flights.delete(name)),
    };
    this.flights.set(name, mine);
    return mine.result;
  }

  /** Unless it is outdated by now: it must not take the place of a later one. */
  private keep(key: string, made: Made, head: Head): void {
    if (this.parts.standings.tracker.isUnchangedSince(head, made.kinds)) this.answers.set(key, new Kept(made, head));
  }

  private async execute<Q extends Question>(way: Way<Q>, question: Q, standing: Standing): Promise<Made | Refused> {
    const deadline = new Deadline(this.parts.deadline);
    try {
      const view = standing.view();
      // Others wait for it as well, so it does not end with this request.
      if (view instanceof Promise) await deadline.bound(view);
      return await deadline.run(() => way.execute(question, standing));
    } finally {
      deadline.end();
    }
  }

  private send(
    counts: Counts,
    call: Call,
    made: Made,
    {
      standing,
      outgoing,
      admission,
      key,
    }: {
      readonly standing: Standing;
      readonly outgoing: Outgoing;
      readonly admission: Admission;
      readonly key: string;
    },
  ): void {
    const { answer } = made;
    const sent = sendNow(call, answer, outgoing, admission);
    if (sent === 'unchanged') counts.notModified += 1;
    if (sent !== null) return this.receive(call, made, standing, sent);
    const grown = (bytes: number) => this.grow(key, answer, bytes);
    sendLater(call, answer, outgoing, grown, admission).then(
      (later) => this.receive(call, made, standing, later),
      (error: unknown) => this.fail(counts, call.response, error),
    );
  }

  /** Who is told that its bytes are unchanged has them; who asked for the head alone has nothing. */
  private receive(call: Call, made: Made | Kept, { partner, head }: Standing, sent: Sent | null): void {
    const { cargo } = made;
    if (cargo === null || cargo.isEmpty || sent === null) return;
    if (sent === 'whole' && call.request.method === 'HEAD') return;
    this.parts.receipts.follow(call, cargo, { partnerId: partner.id, head }, () => {
      if (made instanceof Kept) made.cargo = null;
    });
  }

  private grow(key: string, answer: Answer, bytes: number): void {
    const kept = this.answers.get(key);
    if (kept?.answer === answer) this.answers.grow(key, kept, bytes);
  }

  private fail(counts: Counts, response: ServerResponse, error: unknown): void {
    const requestId = randomUUID();
    const { status, body, retryAfter, isOurs } = toldOf(error, requestId);
    if (isOurs) {
      counts.failed += 1;
      this.parts.logger.error({ err: error, requestId }, 'An answer could not be made.');
    }
    if (response.headersSent) return void response.destroy();
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
    sendJson(response, status, body);
  }
}
