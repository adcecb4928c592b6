import type { Config } from '#platform';
import type { Tracing } from './tracing.js';

/** Null without `OTEL_EXPORTER_OTLP_ENDPOINT`; nothing of OpenTelemetry is loaded then. */
export async function openTracing(config: Pick<Config, 'tracing'>, service: string): Promise<Tracing | null> {
  if (config.tracing === null) return null;
  const { OtlpTracing } = await import('./otlp-tracing.js');
  return new OtlpTracing(service, config.tracing.ratio);
}
