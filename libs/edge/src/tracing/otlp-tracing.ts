import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Context, context, type Span, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import {
  ATTR_DB_QUERY_SUMMARY,
  ATTR_DB_SYSTEM_NAME,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_SERVICE_NAME,
} from '@opentelemetry/semantic-conventions';
import { askersOfStatement, watchAskers } from '#platform';
import { parseTraceParent } from './trace-parent.js';
import type { OperationName, Tracing } from './tracing.js';

/** How many operations one statement was run for; left out for one. */
const SHARED_BY = 'almanac.statement.shared_by';

/** Methods by name; anything else a caller may write there is one word. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']);

/**
 * Spans by OTLP over HTTP, with the settings that OpenTelemetry itself reads (`OTEL_EXPORTER_OTLP_*`, `OTEL_SERVICE_NAME`,
 * `OTEL_RESOURCE_ATTRIBUTES`). Written by hand at the three places that matter instead of patching libraries: so nothing
 * else (addresses, texts, values) can get into a span.
 */
export class OtlpTracing implements Tracing {
  private readonly provider: TracerProvider;
  private readonly tracer: Tracer;

  constructor(service: string, ratio: number) {
    watchAskers();
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    this.provider = new TracerProvider({
      resource: defaultResource()
        .merge(resourceFromAttributes({ [ATTR_SERVICE_NAME]: service }))
        .merge(detectResources({ detectors: [envDetector, serviceNameEnvDetector] })),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
      spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
    });
    this.tracer = this.provider.getTracer('almanac');
  }

  request(request: IncomingMessage, response: ServerResponse, work: () => void): void {
    const method = METHODS.has(request.method ?? '') ? (request.method ?? '') : '_OTHER';
    const caller = parseTraceParent(request.headers.traceparent);
    const outer = caller
      ? trace.setSpanContext(context.active(), { ...caller, isRemote: true })
      : trace.deleteSpan(context.active());
    const options = { kind: SpanKind.SERVER, attributes: { [ATTR_HTTP_REQUEST_METHOD]: method } };
    const span = this.tracer.startSpan(method, options, outer);
    const inner: Context = trace.setSpan(outer, span);
    // Node calls listeners of a request in the context of its connection, not in that of whoever listens.
    context.bind(inner, request);
    response.once('close', () => {
      span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, response.statusCode);
      end(span, response.statusCode >= 500 || !response.writableFinished);
    });
    context.with(inner, work);
  }

  route(route: string): void {
    trace.getActiveSpan()?.setAttribute(ATTR_HTTP_ROUTE, route);
  }

  operation({ type, name, hash }: OperationName): (failed: boolean) => void {
    const span = this.tracer.startSpan(`${type} ${name ?? hash.slice(0, 12)}`, {
      attributes: {
        'graphql.operation.type': type,
        ...(name === null ? {} : { 'graphql.operation.name': name }),
        'almanac.operation.hash': hash,
      },
    });
    return (failed) => end(span, failed);
  }

  async job<T>(name: string, work: () => Promise<T>): Promise<T> {
    const outer = trace.deleteSpan(context.active());
    const span = this.tracer.startSpan(`job ${name}`, { kind: SpanKind.CONSUMER }, outer);
    let failed = true;
    try {
      const result = await context.with(trace.setSpan(outer, span), work);
      failed = false;
      return result;
    } finally {
      end(span, failed);
    }
  }

  readonly statement = (statement: string): ((failed: boolean) => void) => {
    // What follows the head all the time belongs to no request, and would be most of what is sent.
    const within = new Map<Span, Context>();
    for (const asker of askersOfStatement() ?? [(active: () => Context) => active()]) {
      const theirs = asker(() => context.active());
      const span = trace.getSpan(theirs);
      if (span) within.set(span, theirs);
    }
    // Each request that waits for it has a span of it, which says with how many it is shared.
    const shared = within.size > 1 ? { [SHARED_BY]: within.size } : {};
    const attributes = { [ATTR_DB_SYSTEM_NAME]: 'postgresql', [ATTR_DB_QUERY_SUMMARY]: statement, ...shared };
    const spans = [...within.values()].map((theirs) =>
      this.tracer.startSpan(statement, { kind: SpanKind.CLIENT, attributes }, theirs),
    );
    return (failed) => spans.forEach((span) => end(span, failed));
  };

  async end(): Promise<void> {
    await this.provider.shutdown();
    context.disable();
  }
}

function end(span: Span, failed: boolean): void {
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
