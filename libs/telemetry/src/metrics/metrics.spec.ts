import { ApiMetrics, type LabNumbers } from './api-metrics';
import { BenchMetrics } from './bench-metrics';
import { serveMetrics } from './metrics-port';

const LAB: LabNumbers = {
  runs: [{ status: 'held', count: 2 }],
  jobs: [{ status: 'in_doubt', count: 1 }],
  tasks: [{ status: 'open', count: 3, overdue: 1 }],
  instruments: [{ link: 'online', service: 'available', count: 4 }],
  notifications: [],
  agents: 1,
  outbox: 0,
};

describe('metrics', () => {
  it('when a bench agent has worked, has its numbers by driver, kind and outcome', async () => {
    const subject = new BenchMetrics();
    subject.claimed('hs', 12);
    subject.commandAnswered({ driver: 'hs', kind: 'setpoint', outcome: 'succeeded', durationMs: 3 });
    subject.linked('hs-1', 'hs', true);
    const first = await subject.render();
    expect(first).toContain('labwright_reconnects_total{instrument="hs-1"} 0');
    subject.linked('hs-1', 'hs', false);
    subject.linked('hs-1', 'hs', true);
    const text = await subject.render();
    expect(text).toContain('# TYPE labwright_step_wait_seconds histogram');
    expect(text).toContain('labwright_step_wait_seconds_bucket{le="0.025",driver="hs"} 1');
    expect(text).toContain('labwright_command_seconds_count{driver="hs",kind="setpoint",outcome="succeeded"} 1');
    expect(text).toContain('labwright_reconnects_total{instrument="hs-1"} 1');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  it('when the database goes away, answers without what it knows, and says so', async () => {
    let lab: LabNumbers | null = LAB;
    const subject = new ApiMetrics({ lab: () => Promise.resolve(lab), eventStreams: () => 7 });
    const before = await subject.render();
    expect(before).toContain('labwright_runs{status="held"} 2');
    expect(before).toContain('labwright_jobs{state="in_doubt"} 1');
    expect(before).toContain('labwright_operator_tasks_overdue 1');
    expect(before).toContain('labwright_event_stream_clients 7');
    expect(before).toContain('labwright_database_up 1');
    lab = null;
    const after = await subject.render();
    expect(after).not.toContain('labwright_runs{');
    expect(after).toContain('labwright_database_up 0');
  });

  it('when they are served on loopback, answers GET /metrics and nothing else', async () => {
    const port = await serveMetrics(new BenchMetrics(), 0, 'LABWRIGHT_METRICS_PORT');
    try {
      const reply = await fetch(port.url);
      expect(reply.headers.get('content-type')).toContain('text/plain; version=0.0.4');
      expect(await reply.text()).toContain('# TYPE labwright_advance_seconds histogram');
      expect((await fetch(port.url.replace('/metrics', '/'))).status).toBe(404);
      const taken = serveMetrics(new BenchMetrics(), Number(new URL(port.url).port), 'LABWRIGHT_METRICS_PORT');
      await expect(taken).rejects.toMatchObject({ code: 'SETTING_INVALID' });
    } finally {
      await port.close();
    }
  });
});
