import fc from 'fast-check';
import { compile, type PlanStep } from './index';
import { fleet } from './fixtures/growth-document';

type Json = Record<string, unknown>;
type Sketch =
  | { readonly is: 'move'; readonly plate: string; readonly to: string }
  | { readonly is: 'repeat'; readonly body: readonly Sketch[] }
  | { readonly is: 'decision'; readonly first: readonly Sketch[]; readonly second: readonly Sketch[] };

/** Steps that move three plates among two single nests, an incubator with two, and the bench, nested at most three deep. */
const { sketches } = fc.letrec<{ sketches: Sketch[]; sketch: Sketch }>((tie) => ({
  sketches: fc.array(tie('sketch'), { minLength: 1, maxLength: 6 }),
  sketch: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    {
      weight: 6,
      arbitrary: fc.record({
        is: fc.constant('move' as const),
        plate: fc.constantFrom('p', 'q', 'r'),
        to: fc.constantFrom('shaker', 'reader', 'incubator', 'bench'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ is: fc.constant('repeat' as const), body: tie('sketches') }) },
    { weight: 2, arbitrary: fc.record({ is: fc.constant('decision' as const), first: tie('sketches'), second: tie('sketches') }) },
  ),
}));

/**
 * The steps of a sketch, without moves to where a plate is already. A list in a repeat or decision ends with every plate back where it was,
 * or else the compiler has to refuse it: `tidy` says which.
 */
function stepsOf(list: readonly Sketch[], places: Map<string, string>, id: () => string, tidy: boolean): Json[] {
  const steps: Json[] = [];
  const move = (plate: string, to: string) => {
    if (places.get(plate) === to) return;
    places.set(plate, to);
    steps.push({ id: id(), kind: 'operator', moves: [{ labware: plate, to }] });
  };
  const nested = (inner: readonly Sketch[]): Json[] => {
    const before = new Map(places);
    const own = stepsOf(inner, places, id, tidy);
    // First everything away, then back: otherwise two plates that changed places would be in each other's way.
    const strays = [...before].filter(([plate, place]) => places.get(plate) !== place);
    const home = tidy ? [...strays.map(([plate]) => ({ plate, to: 'bench' })), ...strays.map(([plate, to]) => ({ plate, to }))] : [];
    const back = stepsOf(
      home.map((each) => ({ is: 'move', ...each })),
      places,
      id,
      tidy,
    );
    return own.length + back.length > 0 ? [...own, ...back] : [{ id: id(), kind: 'wait', duration: { value: 1, unit: 's' } }];
  };
  for (const sketch of list) {
    if (sketch.is === 'move') move(sketch.plate, sketch.to);
    else if (sketch.is === 'repeat')
      steps.push({
        id: id(),
        kind: 'repeat',
        body: nested(sketch.body),
        until: 'run.deviations > 0',
        maxAge: { value: 1, unit: 'h' },
        atMost: { value: 20, unit: 'd' },
        otherwise: 'hold',
      });
    else {
      const before = new Map(places);
      const first = nested(sketch.first);
      for (const [plate, place] of before) places.set(plate, place);
      const when = 'run.deviations > 1';
      steps.push({ id: id(), kind: 'decision', cases: [{ when, steps: first }], else: { steps: nested(sketch.second) } });
    }
  }
  return steps;
}

function documentOf(list: readonly Sketch[], tidy: boolean): Json {
  let count = 0;
  const id = () => `s${(count += 1)}`;
  const plates = ['p', 'q', 'r'];
  const steps = stepsOf(list, new Map(plates.map((plate) => [plate, 'bench'])), id, tidy);
  return {
    schema: 'labwright.dev/protocol/v1',
    name: 'places',
    version: '1.0.0',
    title: 'Plates that move',
    biosafety: { level: 1, organisms: [] },
    labware: plates.map((plate) => ({ id: plate, type: 'plate-96-clear-flat' })),
    steps: steps.length > 0 ? steps : [{ id: 'rest', kind: 'wait', duration: { value: 1, unit: 's' } }],
  };
}

/** Runs a plan on paper: each repeat `rounds` times, each decision as `choose` says; complains when a plate is not where a move expects it. */
function run(steps: readonly PlanStep[], where: Map<string, string>, held: Set<string>, choose: () => boolean, rounds: number): void {
  for (const step of steps) {
    for (const nest of step.reserves) held.add(nest);
    if (step.kind === 'operator') {
      for (const { labware, from, to } of step.moves) {
        expect(where.get(labware)).toBe(from);
        if (to !== 'bench') {
          expect([...where.values()]).not.toContain(to);
          expect(held).toContain(to);
        }
        where.set(labware, to);
      }
    }
    if (step.kind === 'repeat') for (let i = 0; i < rounds; i += 1) run(step.body, where, held, choose, rounds);
    if (step.kind === 'decision') run(choose() ? (step.cases[0]?.body ?? []) : step.else, where, held, choose, rounds);
    for (const nest of step.releases) {
      held.delete(nest);
      expect([...where.values()]).not.toContain(nest);
    }
  }
}

describe('whatever way a run takes through a plan', () => {
  it('each plate is where the next move expects it, no nest holds two, and every occupied nest is reserved', () => {
    let plans = 0;
    fc.assert(
      fc.property(sketches, fc.boolean(), fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }), (list, tidy, ways) => {
        const { plan } = compile(documentOf(list, tidy), { fleet });
        if (!plan) return;
        plans += 1;
        for (const rounds of [1, 2, 3]) {
          let at = 0;
          const choose = () => ways[(at += 1) % ways.length] ?? true;
          const where = new Map(['p', 'q', 'r'].map((plate) => [plate, 'bench']));
          const held = new Set<string>();
          run(plan.steps, where, held, choose, rounds);
          expect([...held].toSorted()).toEqual([...where.values()].filter((place) => place !== 'bench').toSorted());
        }
      }),
      { numRuns: 300 },
    );
    expect(plans).toBeGreaterThan(30);
  });
});
