import { isSpanContextValid, trace } from '@opentelemetry/api';

/** The trace that the work under way belongs to, for the log; nothing while traces are off. */
export function activeTraceId(): { readonly trace?: string } {
  const context = trace.getActiveSpan()?.spanContext();
  return context && isSpanContextValid(context) ? { trace: context.traceId } : {};
}
