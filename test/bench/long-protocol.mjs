/* Protocols of any length for benchmarks: plate after plate is filled, shaken, read in a repeat, thrown away, and a decision looks at it. */

const plain = (value, unit) => ({ value, unit });
const WELLS = ['A1', 'A2', 'A3', 'A4', 'B1', 'B2', 'B3', 'B4'];

/** What is done with one plate: ten steps, three of them inside of others. */
function block(k) {
  const plate = `plate_${k}`;
  const od = `od_${k}`;
  return [
    {
      id: `fill_${k}`,
      kind: 'operator',
      instruction: 'Pipette 150 µL of medium into each well.',
      transfers: [{ material: 'medium', to: plate, wells: WELLS, volume: plain(150, 'uL') }],
      evidence: [{ kind: 'barcode', of: plate }, { kind: 'confirm' }],
      duration: plain(5, 'min'),
    },
    { id: `load_${k}`, kind: 'operator', moves: [{ labware: plate, to: 'shaker' }] },
    {
      id: `shake_${k}`,
      kind: 'operation',
      capability: 'shaking_incubation',
      labware: plate,
      with: { temperature: { param: 'warmth' }, speed: plain(600, '{rpm}') },
      duration: plain(10, 'min'),
      timing: [{ after: `fill_${k}.end`, atMost: plain(2, 'h'), onMissed: 'continue_with_deviation' }],
    },
    { id: `to_reader_${k}`, kind: 'operator', moves: [{ labware: plate, to: 'reader' }] },
    {
      id: `look_${k}`,
      kind: 'repeat',
      body: [
        {
          id: `read_${k}`,
          kind: 'operation',
          capability: 'absorbance',
          labware: plate,
          with: { wavelengths: [plain(600, 'nm')] },
          saves: { [od]: { reading: 'absorbance', wells: { role: 'sample' }, process: ['blank', 'pathlength'] } },
        },
        { id: `pause_${k}`, kind: 'wait', duration: plain(5, 'min') },
      ],
      until: `readings.${od}.median >= params.dense`,
      maxAge: plain(10, 'min'),
      atMost: plain(6, 'h'),
      otherwise: 'hold',
    },
    { id: `away_${k}`, kind: 'operator', moves: [{ labware: plate, to: 'waste' }] },
    {
      id: `choose_${k}`,
      kind: 'decision',
      cases: [
        {
          when: `readings.${od}.max >= optical_density(1.5, "{AU}")`,
          steps: [{ id: `rest_${k}`, kind: 'wait', duration: plain(1, 'min') }],
        },
      ],
      else: { steps: [] },
      maxAge: plain(1, 'h'),
    },
  ];
}

/** A sound protocol of `steps` steps, a multiple of ten from 10 to 10,000, for the embedded lab. */
export function longProtocol(steps) {
  const blocks = Array.from({ length: steps / 10 }, (_, k) => k);
  const layout = Object.fromEntries(WELLS.map((well, i) => [well, { role: i === 0 ? 'blank' : 'sample' }]));
  return {
    schema: 'labwright.dev/protocol/v1',
    name: 'long',
    version: '1.0.0',
    title: `${steps} steps`,
    biosafety: { level: 1, organisms: [] },
    parameters: [
      { id: 'warmth', quantity: 'temperature', default: plain(37, 'Cel'), min: 37, max: 45 },
      { id: 'dense', quantity: 'optical_density', default: plain(0.6, '{AU}'), min: 0.4, max: 0.8 },
    ],
    materials: [{ id: 'medium', name: 'LB' }],
    labware: blocks.map((k) => ({ id: `plate_${k}`, type: 'plate-96-clear-flat', layout })),
    steps: blocks.flatMap(block),
  };
}
