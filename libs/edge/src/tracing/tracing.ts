import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StatementObserver } from '#platform';

/** What an operation is called in a trace: never with a value that a caller sent. */
export interface OperationName {
  readonly type: string;
  /** As the caller named it; null without a name. */
  readonly name: string | null;
  /** SHA-256 of the text, for those without a name. */
  readonly hash: string;
}

/** Spans of what this process does. Absent unless OpenTelemetry is configured: then it costs nothing. */
export interface Tracing {
  /** Runs the rest of a request as part of a span, which goes on from the caller's when it sent `traceparent`. */
  request(request: IncomingMessage, response: ServerResponse, work: () => void): void;
  /** The route as it is written in the code, once the request of the running span has found it. */
  route(route: string): void;
  /** Begins a span in the running one; what it returns ends it. */
  operation(name: OperationName): (failed: boolean) => void;
  /** Does a job in a span of its own, which begins a trace. */
  job<T>(name: string, work: () => Promise<T>): Promise<T>;
  readonly statement: StatementObserver;
  /** Sends what has not been sent. */
  end(): Promise<void>;
}
