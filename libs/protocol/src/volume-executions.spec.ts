import fc from 'fast-check';
import { instrument } from './fixtures/heater-shaker.manifest';
import { changed } from './fixtures/protocol-document';
import { compile } from './index';

/** What may be done with the well A1 of a 96-well plate, which has 360 uL to the brim and 5 uL that cannot be drawn off. */
type Act =
  | { readonly kind: 'fill' | 'draw'; readonly microlitres: number }
  | { readonly kind: 'repeat'; readonly most: number; readonly body: readonly Act[] }
  | { readonly kind: 'either'; readonly cases: readonly (readonly Act[])[] };

const BRIM = 360;
const DEAD = 5;

/** Every volume that the well can have after the acts, from the definition: each case, each number of rounds. Null when one run goes wrong. */
function after(acts: readonly Act[], before: ReadonlySet<number>): ReadonlySet<number> | null {
  let now = before;
  for (const act of acts) {
    const next = afterOne(act, now);
    if (!next) return null;
    now = next;
  }
  return now;
}

function afterOne(act: Act, before: ReadonlySet<number>): ReadonlySet<number> | null {
  switch (act.kind) {
    case 'fill': {
      const full = new Set([...before].map((volume) => volume + act.microlitres));
      return Math.max(...full) > BRIM ? null : full;
    }
    case 'draw': {
      const left = new Set([...before].map((volume) => volume - act.microlitres));
      return Math.min(...left) < DEAD ? null : left;
    }
    case 'either': {
      const ends = act.cases.map((each) => after(each, before));
      return ends.includes(null) ? null : new Set(ends.flatMap((each) => [...(each ?? [])]));
    }
    case 'repeat': {
      const ends = new Set<number>();
      let round: ReadonlySet<number> | null = before;
      for (let i = 0; i < act.most; i += 1) {
        round = after(act.body, round);
        if (!round) return null;
        for (const volume of round) ends.add(volume);
      }
      return ends;
    }
  }
}

const acts: fc.Arbitrary<readonly Act[]> = fc.letrec<{ acts: readonly Act[]; act: Act }>((tie) => ({
  acts: fc.array(tie('act'), { minLength: 1, maxLength: 4, size: 'max' }),
  act: fc.oneof(
    { maxDepth: 2, depthSize: 'large', withCrossShrink: true },
    fc.record({ kind: fc.constantFrom('fill' as const, 'draw' as const), microlitres: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ kind: fc.constant('repeat' as const), most: fc.integer({ min: 1, max: 4 }), body: tie('acts') }),
    fc.record({
      kind: fc.constant('either' as const),
      cases: fc.tuple(tie('acts'), fc.oneof(tie('acts'), fc.constant<readonly Act[]>([]))),
    }),
  ),
})).acts;

/** The acts as steps of a protocol; what is drawn goes into a reservoir that is never full. */
function stepsOf(list: readonly Act[], ids = { next: 0 }): readonly Record<string, unknown>[] {
  const hands = { kind: 'operator', instruction: 'Pipette.', duration: { value: 1, unit: 'min' } };
  return list.map((act) => {
    ids.next += 1;
    const id = `act${ids.next}`;
    const volume = 'microlitres' in act ? { value: act.microlitres, unit: 'uL' } : null;
    switch (act.kind) {
      case 'fill':
        return { id, ...hands, transfers: [{ material: 'water', to: 'other', wells: ['A1'], volume }] };
      case 'draw':
        return { id, ...hands, transfers: [{ from: { labware: 'other', well: 'A1' }, to: 'trough', wells: ['A1'], volume }] };
      case 'either': {
        const [first, second] = act.cases.map((each) => stepsOf(each, ids));
        return { id, kind: 'decision', cases: [{ when: 'run.deviations > 0', steps: first }], else: { steps: second } };
      }
      case 'repeat': {
        ids.next += 1;
        const pause = { id: `pause${ids.next}`, kind: 'wait', duration: { value: 1, unit: 's' } };
        return {
          id,
          kind: 'repeat',
          body: [...stepsOf(act.body, ids), pause],
          until: 'run.deviations > 0',
          maxAge: { value: 1, unit: 'min' },
          atMost: { value: 20, unit: 'd' },
          maxIterations: act.most,
          otherwise: 'hold',
        };
      }
    }
  });
}

describe('what is said of volumes', () => {
  it('is a fault where some run of the protocol goes wrong, and only there', () => {
    const seen = { sound: 0, faulty: 0 };
    fc.assert(
      fc.property(fc.integer({ min: DEAD, max: 300 }), acts, (start, list) => {
        const document = changed((d) => {
          d.labware.push({ id: 'trough', type: 'reservoir' });
          d.labware[1] = { ...d.labware[1], layout: { A1: { role: 'sample', volume: { value: start, unit: 'uL' } } } };
          d.steps = [...stepsOf(list)];
        });
        const { diagnostics } = compile(document, { fleet: { instruments: [instrument()] } });
        const wrong = after(list, new Set([start])) === null;
        // A repeat in a repeat may be too long for it.
        const faults = diagnostics.filter(({ code }) => code !== 'W_TIMING_TIGHT');
        expect(faults.filter(({ code }) => code !== 'E_VOLUME')).toEqual([]);
        expect(faults.length > 0).toBe(wrong);
        seen[wrong ? 'faulty' : 'sound'] += 1;
      }),
      { numRuns: 250 },
    );
    // Both kinds have to come up, or nothing was compared.
    expect(Math.min(seen.sound, seen.faulty)).toBeGreaterThan(20);
  }, 60_000);
});
