import { Inject } from '@nestjs/common';
import { Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { EditorsService } from '#access';
import { EditorView, SignOutPayload } from '../schema/editor.js';
import { CLEARED_COOKIE } from '../session/cookie.js';
import type { StudioContext } from '../session/studio-context.js';

@Resolver()
export class EditorResolver {
  constructor(@Inject(EditorsService) private readonly editors: EditorsService) {}

  @Query(() => EditorView, { description: 'Who is signed in.' })
  viewer(@Context() { editor }: StudioContext): EditorView {
    return editor;
  }

  @Mutation(() => SignOutPayload, { description: 'Ends the session of this request, wherever it is used.' })
  async signOut(@Context() { token, reply }: StudioContext): Promise<SignOutPayload> {
    await this.editors.signOut(token);
    void reply.header('set-cookie', CLEARED_COOKIE);
    return { problems: [] };
  }
}
