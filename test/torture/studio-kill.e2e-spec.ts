import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FaultPoint } from '#platform';
import { Installation } from './installation.js';
import { Witness } from './witness.js';

const MAIN = path.resolve(import.meta.dirname, '../../dist/apps/studio-api/src/main.js');
const HOLDER = pathToFileURL(path.join(import.meta.dirname, 'held-process.mjs')).href;
const PUBLISH = `mutation ($input: PublishDocumentsInput!) { publishDocuments(input: $input) {
  publication { seq } published { documentId edition } problems { kind } } }`;

interface Payload {
  readonly publication: { readonly seq: number } | null;
  readonly published: readonly { readonly documentId: string; readonly edition: number }[] | null;
  readonly problems: readonly { readonly kind: string }[];
}

/** The studio as `npm start` runs it, held where we say. */
class StudioProcess {
  static async start(login: Installation['login']): Promise<StudioProcess> {
    const child = fork(MAIN, {
      execArgv: ['--import', HOLDER],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        ALMANAC_ENV: 'test',
        ALMANAC_SECRET: login.secret,
        ALMANAC_STUDIO_PORT: '0',
        DATABASE_URL: login.ownerUrl,
        ALMANAC_STUDIO_DATABASE_URL: login.url,
      },
    });
    const [ready] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [{ url?: string } | number];
    if (typeof ready !== 'object' || !ready?.url) throw new Error('the studio did not start');
    return new StudioProcess(child, ready.url);
  }

  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
  ) {}

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Resolves when the process stands at the point. */
  async holdAt(point: FaultPoint): Promise<unknown> {
    this.child.send({ holdAt: point });
    const [message] = (await once(this.child, 'message')) as [unknown];
    return message;
  }

  release(): void {
    this.child.send({ release: true });
  }

  async publish(session: string, input: object): Promise<Payload> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${session}` },
      body: JSON.stringify({ query: PUBLISH, variables: { input } }),
    });
    const { data } = (await response.json()) as { data?: { publishDocuments: Payload } | null };
    if (!data) throw new Error(`answered ${response.status}`);
    return data.publishDocuments;
  }

  async kill(): Promise<void> {
    if (!this.alive) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

let installation: Installation;
let witness: Witness;
let session: string;
let studio: StudioProcess | null = null;
let count = 0;

beforeAll(async () => {
  installation = await Installation.make();
  witness = new Witness(await installation.head());
  session = await installation.session();
}, 60_000);

afterAll(async () => {
  await studio?.kill();
  await installation?.end();
}, 60_000);

const kills = (
  ['publish.after-lock', 'publish.before-counter', 'publish.before-commit', 'publish.after-commit'] as const
).flatMap((point) => [{ dying: 'the studio', point } as const, { dying: 'PostgreSQL', point } as const]);

test.each(kills)(
  'kill -9 of $dying at $point of a mutation: the answer was true, and asking again is safe',
  async ({ dying, point }) => {
    if (!studio?.alive) studio = await StudioProcess.start(installation.login);
    const { documentId, locale, draftVersion } = await installation.draft(`held-${++count}`);
    const name = `article held-${count}`;
    const id = witness.begin('mutation');
    const note = `mutation ${id}`;
    const input = { publish: [{ documentId, locale, expectedVersion: draftVersion }], note };
    witness.intends(id, note, [name]);
    const committed = point === 'publish.after-commit';

    const held = studio.holdAt(point);
    const answer = studio.publish(session, input).then(
      (payload) => payload,
      () => null,
    );
    // An answer in its place would say why it never came there.
    expect(await Promise.race([held, answer])).toEqual({ held: point });
    witness.held(id, point);
    expect((await installation.openTransactions()) > 0).toBe(!committed);

    if (dying === 'the studio') {
      await studio.kill();
      expect(await answer).toBeNull();
      studio = await StudioProcess.start(installation.login);
    } else {
      await installation.killPostgres(true);
      studio.release();
      const payload = await answer;
      if (!committed) expect(payload).toBeNull();
      else witness.acknowledged(id, payload?.publication?.seq ?? null, [{ name, what: 'edition 1' }]);
    }
    await installation.untilQuiet();
    expect([...(await installation.broken()), ...witness.judge(await installation.standing())]).toEqual([]);

    // The editor still has the session and the draft, and asks again: done once, whatever became of the first time.
    const retry = witness.begin('mutation again');
    const again = await studio.publish(session, { ...input, note: `mutation ${retry}` });
    if (committed) {
      expect(again).toMatchObject({ publication: null, problems: [{ kind: 'NOTHING_TO_PUBLISH' }] });
      witness.refused(retry);
    } else {
      expect(again).toMatchObject({ published: [{ documentId, edition: 1 }], problems: [] });
      witness.intends(retry, `mutation ${retry}`, [name]);
      witness.acknowledged(retry, again.publication?.seq ?? null, [{ name, what: 'edition 1' }]);
    }
    expect(witness.judge(await installation.standing())).toEqual([]);
  },
);
