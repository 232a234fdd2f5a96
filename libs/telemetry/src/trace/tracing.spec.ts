import { ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { TracePlace, beginServerSpan, isTracing, startTracing, traceParent, traced } from './tracing';

describe('traces', () => {
  it.each([
    ['nothing is set', {}],
    ['the exporter is none', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_TRACES_EXPORTER: 'none' }],
    ['the SDK is disabled', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' }],
  ])('when %s, work has no span and wake-ups carry nothing', async (_title, source) => {
    const stop = await startTracing('spec', source);
    expect(isTracing()).toBe(false);
    expect(await traced('work', {}, (span) => Promise.resolve([span, traceParent(), TracePlace.here()]))).toEqual([null, null, null]);
    await stop();
  });

  it('when they are on, a span begun by what a wake-up carried belongs to the trace of its request', async () => {
    const spans: ReadableSpan[] = [];
    const exporter: SpanExporter = {
      export: (some, done) => {
        spans.push(...some);
        done({ code: ExportResultCode.SUCCESS });
      },
      shutdown: () => Promise.resolve(),
    };
    const stop = await startTracing('spec', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }, exporter);
    try {
      const request = beginServerSpan('api', {}, undefined);
      const carried = request.run(() => traceParent());
      request.span.end();
      expect(carried).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      await expect(traced('advance', {}, () => Promise.reject(new Error('broken')), carried)).rejects.toThrow('broken');
      await traced('step', {}, () => Promise.resolve(TracePlace.here()?.past('command', 5, {})), carried);
      await traced('alone', {}, () => Promise.resolve(), null);
    } finally {
      await stop();
    }
    const [api, advance, command, step, alone] = spans;
    expect(spans.map(({ name }) => name)).toEqual(['api', 'advance', 'command', 'step', 'alone']);
    const id = (span?: ReadableSpan) => span?.spanContext().spanId;
    expect([advance, step, command].map((span) => span?.parentSpanContext?.spanId)).toEqual([id(api), id(api), id(step)]);
    expect(new Set([api, advance, step, command].map((span) => span?.spanContext().traceId)).size).toBe(1);
    expect(alone?.spanContext().traceId).not.toBe(api?.spanContext().traceId);
    expect([advance?.status.code, step?.status.code]).toEqual([2, 0]);
  });
});
