import fc from 'fast-check';
import { chainAfter } from './tight-chain';

interface Link {
  readonly id: string;
  readonly stepId: string;
  readonly iterationPath: string;
  readonly definition: {
    readonly authored: string;
    readonly after: readonly string[];
    readonly timing: readonly {
      after: { step: string; point: 'start' | 'end' };
      atLeastMs: null;
      atMostMs: number | null;
      onMissed: 'hold';
    }[];
  };
}

const link = (stepId: string, after: readonly string[], windows: readonly string[] = [], authored = stepId): Link => ({
  id: stepId,
  stepId,
  iterationPath: '',
  definition: {
    authored,
    after,
    timing: windows.map((step) => ({ after: { step, point: 'end' }, atLeastMs: null, atMostMs: 1_000, onMissed: 'hold' })),
  },
});
const ids = (steps: readonly Link[]) => steps.map(({ stepId }) => stepId).toSorted();

describe('what has to follow a step in time', () => {
  it('is what has a window from it, with what comes between, and what has one from those in turn', () => {
    const steps = [
      link('heat', []),
      link('cool.before.1', ['heat'], [], 'cool'),
      link('cool', ['cool.before.1'], ['heat']),
      link('read', ['cool'], ['cool']),
      link('beside', []),
      link('later', ['read', 'beside']),
    ];
    expect(ids(chainAfter(steps[0] as Link, steps))).toEqual(['cool', 'cool.before.1', 'read']);
    expect(ids(chainAfter(steps[5] as Link, steps))).toEqual([]);
  });

  it('when a step waits for another branch too, leaves that branch out', () => {
    const steps = [link('heat', []), link('beside', []), link('between', ['heat']), link('cool', ['between', 'beside'], ['heat'])];
    expect(ids(chainAfter(steps[0] as Link, steps))).toEqual(['between', 'cool']);
  });

  it('begins with the access operations of the step that it counts from', () => {
    const steps = [link('out.before.1', [], [], 'out'), link('out', ['out.before.1']), link('back', ['out'], ['out'])];
    expect(ids(chainAfter(steps[0] as Link, steps))).toEqual(['back']);
  });

  it('never has the step itself, has nothing without a window, and is the same in any order', () => {
    const steps = fc.integer({ min: 1, max: 8 }).chain((count) =>
      fc
        .tuple(...Array.from({ length: count }, (_, i) => fc.tuple(fc.subarray([...Array(i).keys()]), fc.subarray([...Array(i).keys()]))))
        .map((rows) =>
          rows.map(([after, windows], i) =>
            link(
              `s${i}`,
              after.map((n) => `s${n}`),
              windows.map((n) => `s${n}`),
            ),
          ),
        ),
    );
    fc.assert(
      fc.property(steps, fc.nat(7), (all, at) => {
        const first = all[at % all.length] as Link;
        const chain = ids(chainAfter(first, all));
        expect(chain).not.toContain(first.stepId);
        expect(ids(chainAfter(first, all.toReversed()))).toEqual(chain);
        const due = all
          .filter(({ definition }) => definition.timing.some(({ after }) => after.step === first.stepId))
          .map(({ stepId }) => stepId);
        expect(chain).toEqual(expect.arrayContaining(due));
        if (due.length === 0) expect(chain).toEqual([]);
      }),
    );
  });
});
