/* What the runs do. Half of them dose, which must never be done twice; the others shake, warm, incubate and read plates. */
import { protocolOf } from '../bench/people.mjs';

const second = (value) => ({ value, unit: 's' });
const move = (id, labware, to, after = []) => ({
  id,
  kind: 'operator',
  after,
  moves: [{ labware, to }],
  duration: second(1),
  evidence: [{ kind: 'confirm' }],
});
const operation = (id, after, capability, labware, more = {}) => ({ id, kind: 'operation', after: [after], capability, labware, ...more });
const speed = (value, tolerance) => ({ value, unit: '{rpm}', ...(tolerance ? { tolerance } : {}) });
const warm = (value, tolerance) => ({ value, unit: 'Cel', tolerance });
const microlitres = (value) => ({ volume: { value, unit: 'uL' } });
const plate = [{ id: 'plate', type: 'plate-96-clear-flat' }];
/** With medium in it, so that there is something to take out. */
const vial = [{ id: 'vial', type: 'vial-20ml', layout: { A1: { role: 'medium', volume: { value: 10, unit: 'mL' } } } }];

/** Protocols whose holds last `lasts` lab seconds, long enough at their pace for something to happen meanwhile. */
const protocols = (pace, lasts) => {
  const dosing = protocolOf({
    name: `faults-dosing-${pace}`,
    labware: vial,
    steps: [
      move('load', 'vial', 'bioreactor'),
      operation('stir', 'load', 'stirring', 'vial', { with: { speed: speed(400) }, duration: second(lasts) }),
      operation('dose-a', 'stir', 'dosing', 'vial', { with: microlitres(100), options: { pump: 'media' } }),
      operation('watch', 'dose-a', 'optical_density_monitoring', 'vial', { duration: second(lasts * 2) }),
      operation('dose-b', 'watch', 'dosing', 'vial', { with: microlitres(150), options: { pump: 'alt_media' } }),
      operation('dose-c', 'dose-b', 'dosing', 'vial', { with: microlitres(120), options: { pump: 'waste' } }),
      move('unload', 'vial', 'bench', ['dose-c']),
    ],
  });

  const shaking = protocolOf({
    name: `faults-shaking-${pace}`,
    labware: plate,
    steps: [
      move('load', 'plate', 'shaker'),
      operation('shake', 'load', 'shaking', 'plate', { with: { speed: speed(400) }, duration: second(lasts) }),
      operation('warm', 'shake', 'temperature_control', 'plate', { with: { temperature: warm(40, 15) }, duration: second(lasts) }),
      operation('shake-again', 'warm', 'shaking', 'plate', { with: { speed: speed(600) }, duration: second(lasts) }),
      move('unload', 'plate', 'bench', ['shake-again']),
    ],
  });

  const incubating = protocolOf({
    name: `faults-incubating-${pace}`,
    labware: plate,
    steps: [
      move('load', 'plate', 'incubator'),
      operation('incubate', 'load', 'shaking', 'plate', { with: { speed: speed(150) }, duration: second(lasts * 2) }),
      move('unload', 'plate', 'bench', ['incubate']),
    ],
  });

  const reading = protocolOf({
    name: `faults-reading-${pace}`,
    labware: plate,
    steps: [
      move('load', 'plate', 'reader'),
      operation('read', 'load', 'absorbance', 'plate', { with: { wavelengths: [{ value: 600, unit: 'nm' }] } }),
      operation('shake', 'read', 'shaking', 'plate', { with: { speed: speed(567) }, duration: second(lasts) }),
      operation('read-again', 'shake', 'absorbance', 'plate', { with: { wavelengths: [{ value: 450, unit: 'nm' }] } }),
      move('unload', 'plate', 'bench', ['read-again']),
    ],
  });

  return { dosing, shaking, incubating, reading };
};

/** Protocols by pace: at rate 1, and in fast lab time. */
const PACES = { slow: protocols('slow', 5), fast: protocols('fast', 30) };

/** Nothing but doses, for a pass that aims at them. */
const doses = protocolOf({
  name: 'faults-doses',
  labware: vial,
  steps: [
    move('load', 'vial', 'bioreactor'),
    ...['dose-1', 'dose-2', 'dose-3', 'dose-4'].map((id, i) =>
      operation(id, i === 0 ? 'load' : `dose-${i}`, 'dosing', 'vial', {
        with: microlitres(100 + 20 * i),
        options: { pump: i % 2 ? 'waste' : 'media' },
      }),
    ),
    move('unload', 'vial', 'bench', ['dose-4']),
  ],
});

/** Which role an instrument has in which protocol. */
const KINDS = [
  { name: 'dosing', role: 'bioreactor', instruments: ['bioreactor', 'bioreactor-2', 'bioreactor-3'] },
  { name: 'shaking', role: 'shaker', instruments: ['heater-shaker', 'heater-shaker-2'] },
  { name: 'reading', role: 'reader', instruments: ['reader', 'reader-2'] },
  { name: 'incubating', role: 'incubator', instruments: ['incubator'] },
];

/** The runs in their order, the first `slow` of them at rate 1: every second one doses, and the others come in turns. */
export function planRuns(runs, slow) {
  const [dosing, ...others] = KINDS;
  return Array.from({ length: runs }, (_, i) => {
    const kind = i % 2 === 0 ? dosing : others[((i - 1) / 2) % others.length];
    const turn = Math.floor(i / (kind === dosing ? 2 : 6));
    const document = PACES[i < slow ? 'slow' : 'fast'][kind.name];
    return { document, role: kind.role, instrument: kind.instruments[turn % kind.instruments.length] };
  });
}

/** Runs that do nothing but dose. */
export function planDoses(runs) {
  const [{ role, instruments }] = KINDS;
  return Array.from({ length: runs }, (_, i) => ({ document: doses, role, instrument: instruments[i % instruments.length] }));
}
