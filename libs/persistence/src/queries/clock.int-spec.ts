import { openTestDatabase, setUpGrowthLab, type GrowthLab, type TestDatabase } from '@labwright/testing';
import type { Database } from '../database';
import { labNow, leapLab, paceLab, setLabScale } from './clock.query';

jest.setTimeout(30_000);

/** One step of each kind, none of which waits for another. */
const steps = [
  { id: 'load', kind: 'operator', moves: [{ labware: 'plate', to: 'shaker' }] },
  {
    id: 'shake',
    kind: 'operation',
    capability: 'shaking_incubation',
    labware: 'plate',
    with: { temperature: { value: 45, unit: 'Cel' }, speed: { value: 500, unit: '{rpm}' } },
    duration: { value: 2, unit: 'h' },
  },
  { id: 'rest', kind: 'wait', after: [], duration: { value: 2, unit: 'h' } },
  {
    id: 'rounds',
    kind: 'repeat',
    after: [],
    body: [{ id: 'inner', kind: 'wait', duration: { value: 1, unit: 'min' } }],
    until: 'run.elapsed >= duration(1, "h")',
    maxAge: { value: 1, unit: 'min' },
    atMost: { value: 3, unit: 'h' },
    otherwise: 'hold',
  },
];

describe('the pace of a lab', () => {
  let test: TestDatabase;
  let database: Database;
  let lab: GrowthLab;
  let runId: string;

  beforeAll(async () => {
    test = await openTestDatabase();
    database = test.database;
    lab = await setUpGrowthLab(database);
  });
  afterAll(() => test.drop());

  /** A run of which nothing is under way, in a lab that may run an hour in a second. */
  beforeEach(async () => {
    await database.query(`update lab.step_instances set status = 'cancelled'`);
    await database.query(`update lab.operator_tasks set status = 'cancelled'`);
    await database.query(`update lab.runs set status = 'cancelled', ended_at = now()`);
    const { newRun } = await lab.approve({ name: `spec-${Math.random().toString(36).slice(2)}`, steps });
    runId = (await newRun()).id;
    await database.query(`update lab.runs set status = 'running' where id = $1`, [runId]);
    await database.query(`update lab.step_instances set status = 'ready', waiting_for = 'something else', attempt = 1 where run_id = $1`, [
      runId,
    ]);
    await scale(3_600);
    await run(20);
  });

  /** Lab time at another rate than the pace that is right, so that little of it passes while a test is put up. */
  const run = (rate: number) =>
    database.query(
      `update lab.lab_clock set lab_anchor = lab_anchor + (t.now - wall_anchor) * rate, wall_anchor = t.now, rate = $1 from (select clock_timestamp() as now) t`,
      [rate],
    );
  const scale = (asked: number) => database.transaction((tx) => setLabScale(tx, asked));
  const set = (step: string, status: string, more = '') =>
    database.query(`update lab.step_instances set status = $3, waiting_for = null ${more} where run_id = $1 and step_id = $2`, [
      runId,
      step,
      status,
    ]);
  const timer = (step: string, kind: string, inMs: number, fired = false) =>
    database.query(
      `insert into lab.timers (kind, run_id, step_instance_id, attempt, due_lab, fired_at)
       select $3, $1, id, attempt, lab.lab_now() + $4 * interval '1 millisecond', case when $5 then now() end from lab.step_instances where run_id = $1 and step_id = $2`,
      [runId, step, kind, inMs, fired],
    );
  const task = (step: string, status: string, scripted: boolean, dueInMs: number) =>
    database.query(
      `insert into lab.operator_tasks (run_id, step_instance_id, attempt, status, role, title, instruction, moves, evidence, scripted, opened_lab, due_lab)
       select $1, id, attempt, $3, 'technician', '', '', '[]', '[]', $4, lab.lab_now(), lab.lab_now() + $5 * interval '1 millisecond'
       from lab.step_instances where run_id = $1 and step_id = $2`,
      [runId, step, status, scripted, dueInMs],
    );
  const clock = async () => {
    const [row] = await database.query<{ rate: number; anchor: string }>('select rate, wall_anchor::text as anchor from lab.lab_clock');
    return row ?? { rate: 0, anchor: '' };
  };
  const pace = async () => {
    await database.transaction((tx) => paceLab(tx));
    return (await clock()).rate;
  };

  it('when nothing is under way, is the scale', async () => {
    expect(await pace()).toBe(3_600);
  });

  it('when the lab is not simulated, is not touched', async () => {
    await database.query(`update lab.lab_clock set rate = 1, scale = 1, simulated = false`);
    const before = await clock();
    await set('shake', 'running');
    expect(await pace()).toBe(1);
    expect(await clock()).toEqual(before);
  });

  it('when an instrument that is not simulated is there, has a scale of 1 whatever is asked', async () => {
    await database.query(`update lab.instruments set simulated = false where id = 'reader-1'`);
    try {
      expect([await scale(3_600), await pace()]).toEqual([1, 1]);
    } finally {
      await database.query(`update lab.instruments set simulated = true`);
    }
  });

  const busy: [string, () => Promise<unknown>][] = [
    ['an operation is dispatched', () => set('shake', 'dispatched')],
    ['an operation runs', () => set('shake', 'running')],
    ['a step is ready and waits for nothing', () => set('shake', 'ready')],
    ['a step is pending and what it waits for is over', () => set('rest', 'pending')],
    ['all steps of a round are over', () => set('rounds', 'in_body')],
    ['the next round is due', () => set('rounds', 'in_body', `, next_round_lab = lab.lab_now()`)],
    [
      'the hold of an operation is over, and its agent has not ended it',
      async () => {
        await set('shake', 'holding');
        await timer('shake', 'hold_over', 0, true);
      },
    ],
    [
      'a task is open',
      async () => {
        await set('load', 'awaiting_operator');
        await task('load', 'open', false, 1e6);
      },
    ],
    [
      'a person has claimed a task',
      async () => {
        await set('load', 'awaiting_operator');
        await task('load', 'claimed', false, 1e6);
      },
    ],
    [
      'a scripted operator has claimed a task that is due',
      async () => {
        await set('load', 'awaiting_operator');
        await task('load', 'claimed', true, -1);
      },
    ],
  ];
  it.each(busy)('when %s, is 20', async (_, make) => {
    await make();
    expect(await pace()).toBe(20);
  });

  it('when a lab of scale 5 is busy, stays at 5', async () => {
    await scale(5);
    await set('shake', 'running');
    expect(await pace()).toBe(5);
  });

  it.each([
    [7_200_000, 3_600],
    [100_000, 400],
    [1_000, 20],
  ])('when the next moment is %s lab milliseconds away, leaves a quarter of a second: %s', async (ms, rate) => {
    await set('rest', 'holding');
    await timer('rest', 'wait_over', ms);
    const got = await pace();
    expect(got).toBeLessThanOrEqual(rate);
    // Lab time goes on between the timer and the look: at most some wall milliseconds at the full scale.
    expect(got).toBeGreaterThan(rate === 400 ? 150 : rate - 1);
  });

  it('when the next round is an hour away, or a window opens then, runs towards it', async () => {
    await set('rounds', 'in_body', `, next_round_lab = lab.lab_now() + interval '1 hour'`);
    await timer('rounds', 'round_due', 3_600_000);
    expect(await pace()).toBe(3_600);
    await run(20);
    await database.query(
      `update lab.step_instances set status = 'ready', waiting_for = 'its window' where step_id = 'shake' and run_id = $1`,
      [runId],
    );
    await timer('shake', 'window_opens', 100_000);
    expect(await pace()).toBeLessThanOrEqual(400);
  });

  it('when a timer belongs to an attempt or a step that is over, does not slow down for it', async () => {
    await set('rest', 'holding');
    await timer('rest', 'wait_over', 10_000);
    await set('rest', 'holding', ', attempt = attempt + 1');
    await timer('rounds', 'round_due', 10_000);
    await set('rounds', 'succeeded');
    expect(await pace()).toBe(3_600);
  });

  it('when a scripted operator has claimed a task, runs to its due time and no faster', async () => {
    await set('load', 'awaiting_operator');
    await task('load', 'claimed', true, 100_000);
    const rate = await pace();
    expect(rate).toBeLessThanOrEqual(400);
    expect(rate).toBeGreaterThan(150);
  });

  it('when instruments only near slow states, takes about two seconds for the shortest of them', async () => {
    await set('shake', 'running', ', settling_ms = 600000');
    expect(await pace()).toBe(300);
    await set('rest', 'holding');
    await timer('rest', 'wait_over', 50_000);
    expect(await pace()).toBeLessThanOrEqual(200);
  });

  it('when it falls from 3,600 to 20, leaps by what others hear late, but not past the next moment, and never back', async () => {
    await set('shake', 'running');
    await set('rest', 'holding');
    await run(3_600);
    const about = await database.transaction(async (tx) => {
      await tx.query(`delete from lab.timers`);
      const before = await labNow(tx);
      const due = new Date(before.getTime() + 600_000);
      await tx.query(
        `insert into lab.timers (kind, run_id, step_instance_id, attempt, due_lab) select 'wait_over', $1, id, attempt, $2 from lab.step_instances
         where run_id = $1 and step_id = 'rest'`,
        [runId, due],
      );
      await paceLab(tx);
      return [before, due] as const;
    });
    const moments = [about[0], await database.transaction(labNow), about[1]].map((at) => at.getTime());
    expect((await clock()).rate).toBe(20);
    expect(moments).toEqual(moments.toSorted((one, other) => one - other));
  });

  it('when it is right already, writes nothing, so that nobody is told', async () => {
    await set('shake', 'running');
    await pace();
    const before = await clock();
    await pace();
    expect(await clock()).toEqual(before);
  });

  it('when twenty transactions set it at once, ends right and lab time never goes back', async () => {
    await set('shake', 'running');
    const seen: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        await database.transaction(async (tx) => {
          await tx.query(`update lab.step_instances set status = $2 where run_id = $1 and step_id = 'shake'`, [
            runId,
            i % 2 ? 'running' : 'holding',
          ]);
          await paceLab(tx);
        });
        seen.push((await database.transaction((tx) => labNow(tx))).getTime());
      }),
    );
    expect(seen.every((at, i) => i === 0 || at >= (seen[i - 1] ?? 0) - 1)).toBe(true);
    await set('shake', 'running');
    expect(await pace()).toBe(20);
  });

  it('when a part of the lab is ahead, leaps to where that is, and never back', async () => {
    const now = async () => (await database.transaction((tx) => labNow(tx))).getTime();
    const before = await now();
    await database.transaction((tx) => leapLab(tx, before + 600_000));
    const leapt = await now();
    expect(leapt).toBeGreaterThanOrEqual(before + 600_000);
    await database.transaction((tx) => leapLab(tx, before));
    expect(await now()).toBeGreaterThanOrEqual(leapt);
  });
});
