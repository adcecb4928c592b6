import { Problem } from '#platform';

export class EndpointNotFound extends Problem {
  readonly kind = 'ENDPOINT_NOT_FOUND';
  constructor() {
    super('There is no such endpoint, or it was removed: list those that there are.', ['endpointId']);
  }
}

export class StaleEndpoint extends Problem {
  readonly kind = 'STALE_ENDPOINT';
  constructor(
    readonly expectedVersion: number,
    readonly currentVersion: number,
  ) {
    super('Somebody changed this endpoint in between: look at it again, and then decide.', ['expectedVersion']);
  }
}

export class TooManyEndpoints extends Problem {
  readonly kind = 'TOO_MANY_ENDPOINTS';
  constructor(most: number) {
    super(`A partner has at most ${most} endpoints: remove one first.`, ['partner']);
  }
}

export class DeliveryNotFound extends Problem {
  readonly kind = 'DELIVERY_NOT_FOUND';
  constructor(index: number) {
    super('There is no such delivery at this endpoint: it may be older than what is kept.', ['deliveryIds', index]);
  }
}
