/* What a process tells about itself: log, metrics, traces; see README.md. */
export { OperatorLog, openLog } from './log/operator-log';
export type { LogFields, LogFormat, LogLevel } from './log/operator-log';
export { inLogScope } from './log/log-scope';
export type { LogIds } from './log/log-scope';
export { withoutSecrets } from './log/redaction';
export { ApiMetrics } from './metrics/api-metrics';
export type { ApiSources, LabNumbers } from './metrics/api-metrics';
export { BenchMetrics } from './metrics/bench-metrics';
export { serveMetrics } from './metrics/metrics-port';
export type { MetricsPort } from './metrics/metrics-port';
export { BenchTelemetry } from './bench-telemetry';
export type { AnsweredCommand } from './bench-telemetry';
export { beginServerSpan, isTracing, startTracing, traceParent, traced } from './trace/tracing';
export type { StopTracing, TraceParent } from './trace/tracing';
