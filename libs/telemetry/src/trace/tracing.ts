import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  isSpanContextValid,
  propagation,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import type { SettingSource } from '@labwright/process';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { exportSpans } from './exporter';

/** The W3C form of a place in a trace, such as `00-4bf9...-00f0...-01`. It travels in the payload of a wake-up. */
export type TraceParent = string;

const NAME = 'labwright';

/** Ends the export; what has ended by then is still sent. */
export type StopTracing = () => Promise<void>;

let on = false;

/**
 * Switches traces on when the standard variables ask for it: `OTEL_EXPORTER_OTLP_ENDPOINT` or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` is set,
 * `OTEL_TRACES_EXPORTER` is not `none` and `OTEL_SDK_DISABLED` is not `true`. Otherwise nothing is loaded, and a span costs a comparison.
 * Headers, time limits, sampler and limits of spans follow the standard variables too; the wire is OTLP over HTTP.
 */
export async function startTracing(service: string, source: SettingSource = process.env, exporter?: SpanExporter): Promise<StopTracing> {
  if (!asked(source)) return () => Promise.resolve();
  const stop = await exportSpans(source['OTEL_SERVICE_NAME'] || `labwright-${service}`, exporter);
  on = true;
  return async () => {
    on = false;
    await stop();
  };
}

function asked(source: SettingSource): boolean {
  if (source['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || source['OTEL_TRACES_EXPORTER'] === 'none') return false;
  return Boolean(source['OTEL_EXPORTER_OTLP_ENDPOINT'] || source['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']);
}

/** Whether spans go anywhere. */
export function isTracing(): boolean {
  return on;
}

/** The place of the work under way; null while traces are off or it belongs to none. */
export function traceParent(): TraceParent | null {
  if (!on) return null;
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier, defaultTextMapSetter);
  return carrier['traceparent'] ?? null;
}

/** Work as a span below the work under way, or below `parent` where something else carried the trace here. */
export async function traced<T>(
  name: string,
  attributes: Attributes,
  work: (span: Span | null) => Promise<T>,
  parent?: unknown,
): Promise<T> {
  if (!on) return work(null);
  const around = parent === undefined ? context.active() : contextOf(parent);
  return trace.getTracer(NAME).startActiveSpan(name, { attributes }, around, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** A span that its caller ends, for work that is not one function. */
export function beginServerSpan(name: string, attributes: Attributes, parent: unknown): { readonly span: Span; run<T>(work: () => T): T } {
  const around = contextOf(parent);
  const span = trace.getTracer(NAME).startSpan(name, { attributes, kind: SpanKind.SERVER }, around);
  return { span, run: (work) => context.with(trace.setSpan(around, span), work) };
}

/** A place to put spans of work that is done elsewhere, on behalf of the work under way. */
export class TracePlace {
  private constructor(private readonly at: Context) {}

  /** Where the work under way stands; null while traces are off or it belongs to none. */
  static here(): TracePlace | null {
    const span = on ? trace.getActiveSpan() : undefined;
    return span && isSpanContextValid(span.spanContext()) ? new TracePlace(context.active()) : null;
  }

  /** A span of something that is over, and took so long. */
  past(name: string, durationMs: number, attributes: Attributes, failure: string | null = null): void {
    const ended = Date.now();
    const options = { attributes, kind: SpanKind.CLIENT, startTime: ended - durationMs };
    const span = trace.getTracer(NAME).startSpan(name, options, this.at);
    if (failure !== null) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
    span.end(ended);
  }
}

function contextOf(parent: unknown): Context {
  if (typeof parent !== 'string') return ROOT_CONTEXT;
  return propagation.extract(ROOT_CONTEXT, { traceparent: parent }, defaultTextMapGetter);
}
