import { type CanActivate, type ExecutionContext, Inject, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import { NotAllowed, PermissionsService } from '#access';
import type { StudioContext } from './studio-context.js';

const OPEN = 'open to every editor';

/** For what an editor without any role may ask too. */
export const OpenToEveryEditor = (): MethodDecorator => SetMetadata(OPEN, true);

/**
 * Drafts, their history and what is said of them are for editors who have a role, whichever it is. This stands before every
 * field of Query and Mutation, so that none forgets it; what a role allows is for the services.
 */
@Injectable()
export class DraftDoor implements CanActivate {
  constructor(
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType<string>() !== 'graphql' || this.reflector.get<true | undefined>(OPEN, context.getHandler()))
      return true;
    const { actor } = GqlExecutionContext.create(context).getContext<StudioContext>();
    const { grants } = await this.permissions.rightsOf(actor);
    if (grants.length === 0)
      throw new NotAllowed(
        null,
        null,
        'You have no role yet, so there is nothing to see: ask an admin to give you one.',
        [],
      );
    return true;
  }
}
