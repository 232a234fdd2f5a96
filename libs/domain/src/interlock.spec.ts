import { verbCall, type VerbCall } from './capability';
import { interlockOf, statesNeeded, type NestLabware, type Surroundings, type VerbCaller } from './interlock';
import type { DriverManifest } from './manifest';

const verb = (name: DriverManifest['verbs'][number]['verb'], bringsAbout: DriverManifest['verbs'][number]['bringsAbout'] = []) => ({
  verb: name,
  repeat: 'state' as const,
  expectedMs: 1,
  timeoutMs: 1,
  bringsAbout,
});
const manifest = {
  capabilities: [
    {
      capability: 'shaking',
      ranges: { speed: { min: 200, max: 3_000, step: 1, tolerance: 1 } },
      establish: [{ verb: 'ensureShaking', from: { speed: 'speed' } }],
      end: [],
    },
    {
      capability: 'shaking_incubation',
      ranges: { speed: { min: 200, max: 3_000, step: 1, tolerance: 1 }, temperature: { min: 37, max: 95, step: 1, tolerance: 1 } },
      establish: [
        { verb: 'ensureTemperature', from: { target: 'temperature' } },
        { verb: 'ensureShaking', from: { speed: 'speed' } },
      ],
      end: [],
    },
  ],
  verbs: [verb('ensureShaking'), verb('ensureStopped'), verb('ensureLatched'), verb('ensureUnlatched'), verb('ensureTemperature')],
  nests: [{ name: 'nest', formats: [], maxHeightMm: 1 }],
} as unknown as DriverManifest;
const plate: NestLabware = { nest: 'hs.nest', name: 'plate', runId: 'mine', maxTemperature: 60, maxSpeed: 1_500 };
const by: VerbCaller = { runId: 'mine', capability: null };
const refuses = (call: VerbCall, around: Partial<Surroundings> = {}, caller: VerbCaller = by) =>
  interlockOf(call, manifest, { labware: [plate], limits: {}, ...around }, caller)?.interlock ?? null;
const shake = (speed: number) => verbCall('ensureShaking', { speed });
const heat = (target: number) => verbCall('ensureTemperature', { target });

describe('the interlocks', () => {
  it('ask the device for a closed clamp before shaking, and for rest before opening', () => {
    const states = (call: VerbCall, of = manifest) => statesNeeded(call, of).map(({ interlock, state }) => [interlock, state]);
    expect(states(shake(500))).toEqual([['shaking_while_open', 'ensureLatched']]);
    expect(states(verbCall('ensureUnlatched'))).toEqual([['opening_while_shaking', 'ensureStopped']]);
    expect(states(verbCall('ensureStopped'))).toEqual([]);
    const carrier = { ...manifest, verbs: [verb('ensureShaking'), verb('ensureStopped'), verb('ensureOpen'), verb('ensureClosed')] };
    expect(states(shake(500), carrier)).toEqual([['shaking_while_open', 'ensureClosed']]);
    expect(states(verbCall('ensureOpen'), carrier)).toEqual([['opening_while_shaking', 'ensureStopped']]);
    // A family whose carrier stops the shaker itself is not asked for what it is about to do.
    expect(states(verbCall('ensureOpen'), { ...carrier, verbs: [verb('ensureOpen', ['ensureStopped']), verb('ensureStopped')] })).toEqual(
      [],
    );
  });

  it.each([
    [shake(500), null],
    [shake(1_500), null],
    [shake(1_501), 'too_fast_for_labware'],
    [shake(199), 'outside_limits'],
    [shake(3_001), 'outside_limits'],
    [shake(NaN), 'outside_limits'],
    [verbCall('ensureShaking'), 'outside_limits'],
    [heat(60), null],
    [heat(60.1), 'too_hot_for_labware'],
    [heat(95.1), 'outside_limits'],
    [verbCall('ensureStopped'), null],
  ])('of numbers, %j is answered with %s', (call, expected) => {
    expect(refuses(call)).toBe(expected);
  });

  it('take the limits that an instrument is registered with, of the capability that asks or of all', () => {
    const limits = { 'shaking_incubation.speed': { min: 200, max: 800 } };
    expect(refuses(shake(900), { limits })).toBe('outside_limits');
    expect(refuses(shake(900), { limits }, { ...by, capability: 'shaking_incubation' })).toBe('outside_limits');
    expect(refuses(shake(900), { limits }, { ...by, capability: 'shaking' })).toBeNull();
  });

  it('when the type of labware is not known, do not believe that it bears anything', () => {
    const labware = [{ ...plate, maxTemperature: null, maxSpeed: null }];
    expect([refuses(heat(40), { labware }), refuses(shake(300), { labware })]).toEqual(['too_hot_for_labware', 'too_fast_for_labware']);
    expect([refuses(heat(80), { labware: [] }), refuses(shake(2_900), { labware: [] })]).toEqual([null, null]);
  });

  it("when another run's labware stands on the nest, move nothing for this run; a person may take it off", () => {
    const labware = [{ ...plate, runId: 'other' }];
    const moves = ['ensureUnlatched', 'ensureLatched', 'ensureOpen', 'ensureClosed'] as const;
    for (const move of moves) expect(refuses(verbCall(move), { labware })).toBe('occupied');
    for (const move of moves) expect(refuses(verbCall(move), { labware }, { ...by, runId: null })).toBeNull();
    for (const move of moves) expect(refuses(verbCall(move))).toBeNull();
  });
});
