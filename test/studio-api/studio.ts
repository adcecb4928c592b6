import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { createStudioApp } from '../../apps/studio-api/src/app.js';
import { EVERY_ROLE } from '#access';
import { createWorld, TESTER, type World } from '../kit/world.js';

/** A Studio API over a world of its own, and an editor who is signed in. */
export interface Studio {
  readonly world: World;
  readonly app: NestFastifyApplication;
  readonly http: ReturnType<typeof request>;
  readonly editorId: string;
  readonly session: string;
  ask<T = Record<string, never>>(query: string, variables?: object): Promise<Answer<T>>;
  /** Data of an operation that must succeed; anything else fails the test. */
  data<T>(query: string, variables?: object): Promise<T>;
  link(): Promise<string>;
  end(): Promise<void>;
}

export interface Answer<T> {
  readonly status: number;
  readonly data: T | null | undefined;
  readonly errors: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
  readonly text: string;
}

/** A problem as most tests ask for it. */
export interface ShownProblem {
  readonly __typename: string;
  readonly kind: string;
  readonly message: string;
  readonly path: readonly string[];
}

export const PROBLEMS = 'problems { __typename kind message path }';

export async function openStudio(): Promise<Studio> {
  const world = await createWorld();
  const { config, secrets, clock, database } = world;
  const app = await createStudioApp(config, { secrets, clock, databaseUrl: database.addresses.studio });
  await app.listen(0, '127.0.0.1');
  const http = request(app.getHttpServer());
  const editor = await world.editors.add(TESTER, { name: 'Ada <Editor>', email: null, grants: EVERY_ROLE });
  const link = () => world.links.issue(TESTER, editor.id);
  const session = (await world.sessions.signInByLink(await link())).token;

  const ask = async <T>(query: string, variables: object = {}): Promise<Answer<T>> => {
    const response = await http.post('/graphql').set('Authorization', `Bearer ${session}`).send({ query, variables });
    const body = response.body as { data?: T | null; errors?: Answer<T>['errors'] };
    return { status: response.status, data: body.data, errors: body.errors ?? [], text: response.text };
  };
  return {
    world,
    app,
    http,
    editorId: editor.id,
    session,
    link,
    ask,
    data: async <T>(query: string, variables?: object) => {
      const answer = await ask<T>(query, variables);
      if (!answer.data || answer.errors.length > 0) throw new Error(`${answer.status}: ${answer.text}`);
      return answer.data;
    },
    end: async () => {
      await app.close();
      await world.end();
    },
  };
}
