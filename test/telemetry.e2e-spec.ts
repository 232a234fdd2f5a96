import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { openHttpSink } from '@labwright/testing';
import { RunningLab } from './running-lab';

const WARM_SHAKE = readFileSync(path.resolve(__dirname, '../protocols/warm-shake/protocol.yaml'), 'utf8');
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}
interface Otlp {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Spans as a collector gets them, each with the service that sent it. */
function spansOf(bodies: readonly string[]): (OtlpSpan & { service: string })[] {
  return bodies.flatMap((body) =>
    (JSON.parse(body) as Otlp).resourceSpans.flatMap(({ resource, scopeSpans }) => {
      const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
      return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
    }),
  );
}

describe('a lab that tells about itself', () => {
  let lab: RunningLab;
  let collector: Awaited<ReturnType<typeof openHttpSink>>;
  let receiver: Awaited<ReturnType<typeof openHttpSink>>;
  let metricsPort: number;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'labwright-rules-'));

  beforeAll(async () => {
    collector = await openHttpSink();
    receiver = await openHttpSink();
    metricsPort = await freePort();
    const rules = path.join(folder, 'rules.yaml');
    writeFileSync(rules, `contacts: {lead: {webhook: "${receiver.url}"}}\nrules: [{on: [run_ended], to: [lead]}]`);
    const env = {
      LABWRIGHT_NOTIFY_FILE: rules,
      LABWRIGHT_NOTIFY_SECRET: 'of-this-spec',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '200',
      LABWRIGHT_METRICS_PORT: String(metricsPort),
      LABWRIGHT_LOG: 'json',
    };
    lab = await RunningLab.start({ timeScale: 60, env });
  }, 300_000);
  afterAll(async () => {
    await lab.stop();
    await Promise.all([collector.close(), receiver.close()]);
    rmSync(folder, { recursive: true });
  }, 60_000);

  it('when a run is started, one request is one trace, from the API to the reply on the wire', async () => {
    const run = await lab.startRun(await lab.approvedProtocol(WARM_SHAKE));
    const wanted = ['api', 'advance', 'step', 'claim', 'command'];
    const started = () =>
      spansOf(collector.calls.map(({ body }) => body)).filter(
        ({ traceId }, _i, all) => all.find(({ name }) => name === 'api POST /v1/runs/:id/start')?.traceId === traceId,
      );
    const kinds = () => new Set(started().map(({ name }) => name.split(' ')[0]));
    await lab.until('the trace has all its spans', 30_000, () => wanted.every((kind) => kinds().has(kind)));
    const spans = started();
    const chain: string[] = [];
    for (let at = spans.find(({ name }) => name === 'command'); at; at = spans.find(({ spanId }) => spanId === at?.parentSpanId))
      chain.unshift(`${at.service} ${at.name}`);
    expect(chain).toEqual([
      'labwright-api api POST /v1/runs/:id/start',
      'labwright-dispatcher advance',
      'labwright-dispatcher step',
      'labwright-dispatcher command',
    ]);
    const claim = spans.find(({ name }) => name === 'claim');
    expect(spans.find(({ spanId }) => spanId === claim?.parentSpanId)?.name).toBe('step');
    lab.operate(run);
    await lab.until('the run is over', 60_000, async () => (await lab.run(run)).status.startsWith('completed'));
    // A request with a body is read between its span and its work; what follows from it belongs to it all the same.
    await lab.until('a completed task has a trace of its own', 10_000, () => {
      const all = spansOf(collector.calls.map(({ body }) => body));
      const done = new Set(all.filter(({ name }) => name === 'api POST /v1/tasks/:id/complete').map(({ spanId }) => spanId));
      return all.some(({ name, parentSpanId }) => name === 'advance' && parentSpanId !== undefined && done.has(parentSpanId));
    });
  }, 120_000);

  it('when the bench agent is scraped, has its numbers, with labels that do not grow with the runs', async () => {
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    const types = [...text.matchAll(/^# TYPE (labwright_\w+) (\w+)$/gm)].map((m) => `${m[1]} ${m[2]}`);
    expect(types.toSorted()).toEqual([
      'labwright_advance_seconds histogram',
      'labwright_command_seconds histogram',
      'labwright_instrument_online gauge',
      'labwright_lease_losses_total counter',
      'labwright_readings_stored_total counter',
      'labwright_reconnects_total counter',
      'labwright_step_dispatch_seconds histogram',
      'labwright_step_wait_seconds histogram',
      'labwright_steps_total counter',
    ]);
    expect(text).toMatch(/^labwright_command_seconds_count\{driver="opentrons-heater-shaker",kind="setpoint",outcome="succeeded"\} [1-9]/m);
    expect(text).toMatch(/^labwright_step_dispatch_seconds_count\{driver="opentrons-heater-shaker"\} [1-9]/m);
    expect(text).toMatch(/^labwright_readings_stored_total\{driver="opentrons-heater-shaker"\} [1-9]/m);
    expect(text).toContain('labwright_instrument_online{instrument="heater-shaker",driver="opentrons-heater-shaker"} 1');
    expect(text).not.toMatch(UUID);
  });

  it('when the run has ended, whoever wants to know is told, and the API shows that', async () => {
    await lab.until('the webhook is called', 10_000, () => receiver.calls.length > 0);
    const told = JSON.parse(receiver.calls[0]?.body ?? '{}') as Record<string, unknown>;
    expect(told).toMatchObject({ kind: 'run_ended', contact: 'lead', title: expect.stringContaining('completed') });
    // It is marked as sent once the answer of the webhook has come.
    const notes = async () =>
      (await lab.send<{ items: { messages: { status: string }[] }[] }>('technician', 'GET', '/v1/notifications')).items;
    await lab.until('the message is marked as sent', 10_000, async () => (await notes())[0]?.messages[0]?.status === 'sent');
    const items = await notes();
    expect(items).toMatchObject([{ id: told['notification'], messages: [{ contact: 'lead', channel: 'webhook', status: 'sent' }] }]);
  }, 30_000);

  it('when the log is JSON, its lines are, with the trace of the request, and no key but the one that is shown once', () => {
    const lines = lab.text.split('\n').flatMap((line) => /^\[(?:api|dispatcher)\] (.*)$/.exec(line)?.[1] ?? []);
    const json = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter((line) => !line.startsWith('{'))).toEqual([
      expect.stringMatching(/^first start: the key of the principal "admin" is lw_/),
      expect.stringMatching(/^set a password for "admin" within a day, once, at http:/),
    ]);
    expect(json.find(({ route }) => route === '/v1/runs/:id/start')).toMatchObject({
      service: 'api',
      level: 'info',
      by: 'scientist',
      status: expect.any(Number),
      run: expect.stringMatching(UUID),
      request: expect.stringMatching(UUID),
      trace: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(json.find(({ about, service }) => about === 'heater-shaker' && service === 'dispatcher')).toMatchObject({
      instrument: 'heater-shaker',
    });
    expect(JSON.stringify(json)).not.toMatch(/lw_[\w-]{8,}/);
  });
});
