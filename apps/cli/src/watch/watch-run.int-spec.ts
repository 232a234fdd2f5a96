import { advanceOnce } from '@labwright/execution';
import { recordEvents } from '@labwright/persistence';
import { eventually, openTestDatabase, setUpLab, type TestDatabase } from '@labwright/testing';
import { ExitCode } from '../exit-code';
import { ApiProcess } from '../fixtures/api-process';
import { CliFixture } from '../fixtures/cli-fixture';
import { Paper } from '../fixtures/paper';

describe('labwright runs watch', () => {
  let test: TestDatabase;
  let lab: CliFixture;
  beforeAll(async () => {
    test = await openTestDatabase();
    const { author: ada, technician: grace } = await setUpLab(test.database);
    lab = await CliFixture.start(test.database, test.url, { ada, grace });
  }, 60_000);
  afterAll(async () => {
    await lab.stop();
    await test.drop();
  }, 30_000);

  const startedRun = async (): Promise<string> => {
    const { id } = await lab.json('ada', 'runs', 'create', 'spec-warm-shake', '--start');
    return id as string;
  };
  const cancelled = async (id: string) => {
    await lab.json('grace', 'runs', 'cancel', id, '--reason', 'enough');
    await advanceOnce(test.database, id);
  };

  it('when the run is cancelled, shows what happened and ends with the code of that outcome', async () => {
    const id = await startedRun();
    const paper = new Paper();
    const watching = lab.run('ada', ['runs', 'watch', id], { paper });
    await eventually('the first event', 20_000, () => paper.written.includes('run started'));
    await cancelled(id);
    const { exitCode, out } = await watching;
    expect(exitCode).toBe(ExitCode.cancelled);
    expect(out).toMatch(/0:00:00 {2}run started\n[\s\S]*run ended +cancelled\n$/);
  }, 30_000);

  it('when the API is killed and comes back, goes on after the last event, and shows none twice and leaves none out', async () => {
    const id = await startedRun();
    const paper = new Paper();
    const watching = lab.run('ada', ['runs', 'watch', id, '--json'], { paper });
    await eventually('the first event', 20_000, () => paper.written.includes('run.started'));
    const { port } = lab.api;
    await lab.api.end('SIGKILL');
    lab.api = await ApiProcess.start(test.url, port);
    await lab.json('grace', 'runs', 'pause', id);
    await lab.json('grace', 'runs', 'resume', id);
    await cancelled(id);
    const { exitCode, out } = await watching;
    expect(exitCode).toBe(ExitCode.cancelled);
    const seen = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { cursor: string; type: string });
    const recorded = await test.database.transaction((tx) =>
      tx.query<{ type: string }>(`select type from lab.events where run_id = $1`, [id]),
    );
    expect(new Set(seen.map(({ cursor }) => cursor)).size).toBe(seen.length);
    expect(seen.map(({ type }) => type).toSorted()).toEqual(recorded.map(({ type }) => type).toSorted());
  }, 60_000);

  it('when Ctrl-C comes, leaves the run alone and says so', async () => {
    const id = await startedRun();
    const interrupt = new AbortController();
    const paper = new Paper();
    const watching = lab.run('ada', ['runs', 'watch', id], { paper, interrupted: interrupt.signal });
    await eventually('the first event', 20_000, () => paper.written.includes('run started'));
    interrupt.abort();
    const { exitCode, err } = await watching;
    expect(exitCode).toBe(ExitCode.interrupted);
    expect(err).toContain('the run goes on');
    expect(await lab.json('ada', 'runs', 'show', id)).toMatchObject({ status: 'running' });
    await cancelled(id);
  }, 30_000);

  it('when the run is over already, tells its story and its outcome', async () => {
    const id = await startedRun();
    await cancelled(id);
    expect((await lab.run('ada', ['runs', 'watch', id])).exitCode).toBe(ExitCode.cancelled);
  });

  it('with --until-task, ends when a task waits for a person, and not at one that was done before', async () => {
    const id = await startedRun();
    const opened = async (step: string, status: string): Promise<void> => {
      const [task] = await test.database.query<{ step_instance_id: string }>(
        `insert into lab.operator_tasks (run_id, step_instance_id, attempt, status, role, title, instruction, moves, evidence, opened_lab)
           select run_id, id, 1, $3, 'technician', 'do ' || step_id, '', '[]', '[]', lab.lab_now() from lab.step_instances
           where run_id = $1 and step_id = $2 returning step_instance_id`,
        [id, step, status],
      );
      const stepInstanceId = task?.step_instance_id ?? '';
      await test.database.transaction((tx) =>
        recordEvents(tx, [{ type: 'task.opened', actor: 'spec', runId: id, stepInstanceId, data: { step, title: `do ${step}` } }]),
      );
    };
    await opened('load', 'cancelled');
    const paper = new Paper();
    const watching = lab.run('ada', ['runs', 'watch', id, '--until-task'], { paper });
    await eventually('the first task', 20_000, () => paper.written.includes('do load'));
    await opened('unload', 'open');
    const { exitCode, err } = await watching;
    expect(exitCode).toBe(ExitCode.ok);
    expect(err).toMatch(/task [\da-f]{8} waits for a technician: do unload; labwright tasks show /);
    await cancelled(id);
  }, 30_000);

  it('with --until-task, ends with 1 when the run is held, and says how it is looked at', async () => {
    const id = await startedRun();
    const watching = lab.run('ada', ['runs', 'watch', id, '--until-task']);
    await test.database.transaction(async (tx) => {
      await tx.query(`update lab.runs set status = 'held' where id = $1`, [id]);
      await recordEvents(tx, [{ type: 'run.held', actor: 'spec', runId: id, data: { reason: 'spec' } }]);
    });
    const { exitCode, err } = await watching;
    expect(exitCode).toBe(ExitCode.failed);
    expect(err).toContain(`labwright runs show ${id.slice(0, 8)}`);
    await cancelled(id);
  }, 30_000);
});
