import type { FaultPoint } from '#platform';

/** A change to one variant, as the database shows it: `article lamps`, `edition 2` or `withdrawn`. */
export interface Part {
  readonly name: string;
  readonly what: string;
}

/** What stands in the database after a restart. */
export interface Standing {
  readonly parts: readonly (Part & { readonly seq: number; readonly note: string | null })[];
  readonly publications: readonly { readonly seq: number; readonly note: string | null }[];
}

interface Attempt {
  readonly id: number;
  readonly kind: string;
  /** What the publication is recognised by, together with the names. */
  note: string;
  names: readonly string[];
  /** Where it was last held. */
  point: FaultPoint | null;
  released: boolean;
  answer: { readonly seq: number | null; readonly parts: readonly Part[] } | 'refused' | null;
}

/** Remembers, outside of every process that may die, what was intended and what was acknowledged, and compares. */
export class Witness {
  private readonly attempts = new Map<number, Attempt>();
  private count = 0;
  acknowledgements = 0;

  /** Publications up to `after` were there before; they are nobody's loss. */
  constructor(private readonly after: number) {}

  begin(kind: string): number {
    const id = ++this.count;
    this.attempts.set(id, { id, kind, note: '', names: [], point: null, released: false, answer: null });
    return id;
  }

  intends(id: number, note: string, names: readonly string[]): void {
    Object.assign(this.attempt(id), { note, names });
  }

  held(id: number, point: FaultPoint): void {
    this.attempt(id).point = point;
  }

  /** It was let go on before it was killed: its end may be either. */
  released(id: number): void {
    this.attempt(id).released = true;
  }

  acknowledged(id: number, seq: number | null, parts: readonly Part[]): void {
    this.attempt(id).answer = { seq, parts };
    if (seq !== null) this.acknowledgements++;
  }

  refused(id: number): void {
    this.attempt(id).answer = 'refused';
  }

  /**
   * Says what is wrong, a sentence each. What nobody was told the end of is settled by what stands: present, it must stay
   * from now on; absent, it is forgotten, so that the same may be tried again.
   */
  judge(everything: Standing): readonly string[] {
    const since = ({ seq }: { readonly seq: number }) => seq > this.after;
    const standing = { parts: everything.parts.filter(since), publications: everything.publications.filter(since) };
    const wrong: string[] = [];
    const owners = new Map<number, number>();
    for (const attempt of this.attempts.values()) {
      const parts = standing.parts.filter(({ name, note }) => note === attempt.note && attempt.names.includes(name));
      const seqs = new Set(parts.map(({ seq }) => seq));
      // All imports have one note, which therefore proves nothing.
      const own = attempt.note === 'import' ? [] : standing.publications.filter(({ note }) => note === attempt.note);
      for (const { seq } of own) seqs.add(seq);
      const complaints = complaintsOf(attempt, parts, seqs);
      for (const seq of seqs) {
        const owner = owners.get(seq);
        if (owner !== undefined) complaints.push(`shares publication ${seq} with operation ${owner}`);
        owners.set(seq, attempt.id);
      }
      wrong.push(...complaints.map((complaint) => `operation ${attempt.id} (${attempt.kind}) ${complaint}`));
      this.settle(attempt, parts, seqs);
    }
    for (const { seq } of standing.publications) {
      if (!owners.has(seq)) wrong.push(`nobody asked for publication ${seq}`);
    }
    return wrong;
  }

  private settle(attempt: Attempt, parts: readonly Part[], seqs: ReadonlySet<number>): void {
    if (attempt.answer === 'refused') this.attempts.delete(attempt.id);
    if (attempt.answer !== null) return;
    const [seq] = seqs;
    if (seq === undefined) this.attempts.delete(attempt.id);
    else attempt.answer = { seq, parts };
  }

  private attempt(id: number): Attempt {
    const found = this.attempts.get(id);
    if (!found) throw new Error(`nobody began operation ${id}`);
    return found;
  }
}

function complaintsOf(attempt: Attempt, found: Standing['parts'], seqs: ReadonlySet<number>): string[] {
  const { answer, names, point } = attempt;
  const complaints: string[] = [];
  if (seqs.size > 1) complaints.push(`stands in ${seqs.size} publications: ${[...seqs].join(', ')}`);
  if (answer === 'refused') return seqs.size > 0 ? [...complaints, 'was refused, yet it stands'] : complaints;
  if (answer !== null) {
    for (const { name, what } of answer.parts) {
      const place = found.find((part) => part.name === name && part.what === what);
      if (!place) complaints.push(`was acknowledged, but ${name} ${what} is lost`);
      else if (place.seq !== answer.seq)
        complaints.push(`was acknowledged as publication ${answer.seq}, but is ${place.seq}`);
    }
    const answered = new Set(answer.parts.map(({ name }) => name));
    for (const name of names) if (!answered.has(name)) complaints.push(`was acknowledged, but said nothing of ${name}`);
    if (found.length > answer.parts.length) complaints.push('made more than it acknowledged');
    return complaints;
  }
  const there = new Set(found.map(({ name }) => name));
  const absent = names.filter((name) => !there.has(name));
  if (seqs.size > 0 && absent.length > 0) complaints.push(`is half there: ${absent.join(', ')} missing`);
  if (attempt.released || point === null) return complaints;
  if (point === 'publish.after-commit')
    return seqs.size > 0 ? complaints : [...complaints, 'was committed, but is lost'];
  return seqs.size > 0 ? [...complaints, `was killed at ${point}, before its commit, yet it stands`] : complaints;
}
