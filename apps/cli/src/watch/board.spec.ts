import { at, eventOf, runOf, step } from '../fixtures/run';
import type { Task } from '../api/generated/tasks';
import { painter, widthOf } from '../show/paint';
import { boardLines, type BoardState } from './board';
import { RunSeries } from './run-series';

const size = { columns: 100, rows: 30, paint: painter(false) };
const state = (more: Partial<BoardState>): BoardState => ({
  run: runOf([]),
  tasks: [],
  series: [],
  windows: [],
  clock: { labNow: at(30), wallNow: at(0), rate: 20, scale: 600, simulated: true },
  clockAgeMs: 0,
  lost: null,
  ...more,
});
const shown = (more: Partial<BoardState>, rows = 30) => boardLines(state(more), { ...size, rows }).join('\n');

describe('boardLines', () => {
  it('shows steps with state and time left, in lab time that goes on between two looks', () => {
    const steps = [
      step('load', 'succeeded', { startedLab: at(0), endedLab: at(2) }),
      step('grow', 'holding', {
        instrument: 'shaker',
        startedLab: at(2),
        hold: { durationMs: 3_600_000, startedLab: at(10), dueLab: at(70), startedWall: null, dueWall: null },
      }),
      step('read', 'ready', { waitingFor: 'reader is busy with another run' }),
      step('unload', 'pending'),
    ];
    const text = shown({ run: runOf(steps, { deviations: 1 }) });
    expect(text).toContain('running · lab time 0:30:00 of about 2:00:00, at 20x · 1 deviation · simulated');
    expect(text).toContain('✓ load    succeeded          2 min 00 s');
    expect(text).toContain('▶ grow    holding            shaker  ███░░░░░░░ 40 min 00 s left');
    expect(text).toContain('· read    ready              waits: reader is busy with another run');
    expect(shown({ run: runOf(steps), clockAgeMs: 60_000 })).toContain('20 min 00 s left');
  });

  it('of a repeat, shows the last round, and of access operations those that are under way or wait', () => {
    const steps = [
      step('until', 'in_body', { kind: 'repeat', round: 2, startedLab: at(1) }),
      step('read', 'succeeded', { iterationPath: 'until/1', startedLab: at(1), endedLab: at(2) }),
      step('read', 'running', { iterationPath: 'until/2', startedLab: at(29) }),
      step('read.before.1', 'succeeded', { inserted: true }),
      step('read.before.2', 'ready', { inserted: true, waitingFor: 'reader is offline' }),
    ];
    const text = shown({ run: runOf(steps) });
    expect(text).toContain('▶ until          in_body            round 2');
    expect(text.match(/\bread\b(?!\.)/g)).toHaveLength(1);
    expect(text).toContain('about 9 min 00 s left');
    expect(text).not.toContain('read.before.1');
    expect(text).toContain('waits: reader is offline');
  });

  it('shows how long a window is still open, and what a missed one has missed', () => {
    const steps = [step('fill', 'succeeded', { startedLab: at(1), endedLab: at(28) }), step('carry', 'pending')];
    const windows = [{ step: 'carry', after: 'fill', point: 'end' as const, atMostMs: 300_000 }];
    expect(shown({ run: runOf(steps), windows })).toContain('window  carry: 3 min 00 s left to begin after fill.end');
    expect(shown({ run: runOf(steps), windows, clockAgeMs: 12_000 })).toContain('window  carry: missed by 1 min 00 s');
  });

  it('shows open tasks, the last readings as a sparkline, and why the run is held', () => {
    const series = new RunSeries();
    for (const median of [0.1, 0.2, 0.4]) series.take(eventOf('reading.saved', { name: 'od600', unit: '{AU}', median, ok: 8, of: 8 }));
    const task = { id: '819b2c54-9924', title: 'Take the plate', role: 'technician', claimedBy: null, dueLab: at(20) } as Task;
    const run = runOf([], { status: 'held', holdReasons: ['nobody knows whether it was pumped'] });
    const text = shown({ run, series: series.all, tasks: [task] });
    expect(text).toContain('od600  0.4 {AU} (8 of 8 good)  ▁▃█');
    expect(text).toContain('task 819b2c54 (open for a technician, overdue): Take the plate');
    expect(text).toContain('held: nobody knows whether it was pumped');
  });

  it('when there are more steps than rows, shows those around the one that is under way and counts the others', () => {
    const steps = Array.from({ length: 60 }, (_, i) => step(`s${i}`, i < 30 ? 'succeeded' : i === 30 ? 'running' : 'pending'));
    const lines = boardLines(state({ run: runOf(steps) }), { ...size, rows: 20 });
    expect(lines.length).toBeLessThan(20);
    expect(lines.join('\n')).toMatch(/… 29 before[\s\S]+s29[\s\S]+▶ s30[\s\S]+… \d+ more/);
  });

  it('when the terminal is narrow, no line is wider', () => {
    const run = runOf([step('a', 'ready', { waitingFor: 'x'.repeat(300) })], { status: 'held', holdReasons: ['y'.repeat(300)] });
    const lines = boardLines(state({ run }), { columns: 40, rows: 20, paint: painter(true) });
    expect(lines.filter((line) => widthOf(line) > 40)).toEqual([]);
  });

  it('when the connection is lost, says so; when the run is over, no longer speaks of Ctrl-C', () => {
    expect(shown({ lost: 'fetch failed' })).toContain('no connection (fetch failed); trying again');
    expect(shown({ run: runOf([], { status: 'completed' }) })).not.toContain('Ctrl-C');
  });
});
