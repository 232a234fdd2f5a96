/*
 * What is under way when the dispatcher dies: a state to reach that is then held, a read, and an action that must never happen twice. Each run
 * loads, does it, and unloads; its instrument counts what it really does.
 */
import { protocolOf } from '../bench/people.mjs';

const move = (id, to, after = []) => ({
  id,
  kind: 'operator',
  after,
  moves: [{ labware: 'piece', to }],
  duration: { value: 1, unit: 's' },
});
const operation = (id, after, what) => ({ id, kind: 'operation', labware: 'piece', after: [after], ...what });
const around = (act, first = null) => [
  move('load', 'instrument'),
  ...(first ? [operation('first', 'load', first)] : []),
  operation('act', first ? 'first' : 'load', act),
  move('unload', 'bench', ['act']),
];
const well = (role) => ({ role, ...(role === 'sample' ? { sample: 'culture' } : {}) });

export const SCENARIOS = [
  {
    name: 'state',
    about: 'a speed is set, held for two minutes and ended',
    instrument: 'heater-shaker',
    counter: 'actions.speed_set',
    document: protocolOf({
      name: 'recovery-state',
      labware: [{ id: 'piece', type: 'plate-96-clear-flat' }],
      steps: around({
        capability: 'shaking',
        with: { speed: { value: 500, unit: '{rpm}' } },
        duration: { value: 2, unit: 'min' },
        then: 'stop',
      }),
    }),
  },
  {
    name: 'read',
    about: 'a plate is read',
    instrument: 'reader',
    counter: 'actions.read',
    readings: 3,
    document: protocolOf({
      name: 'recovery-read',
      labware: [
        {
          id: 'piece',
          type: 'plate-96-clear-flat',
          layout: { A1: well('blank'), B1: well('sample'), C1: well('sample'), D1: well('sample') },
        },
      ],
      steps: around({
        capability: 'absorbance',
        with: { wavelengths: [{ value: 600, unit: 'nm' }] },
        saves: { od: { reading: 'absorbance', wells: { role: 'sample' } } },
      }),
    }),
  },
  {
    name: 'action',
    about: 'a vial is stirred, and half a millilitre is pumped into it',
    instrument: 'bioreactor',
    counter: 'actions.dispense',
    isAction: true,
    document: protocolOf({
      name: 'recovery-action',
      labware: [{ id: 'piece', type: 'vial-20ml' }],
      steps: around(
        { capability: 'dosing', with: { volume: { value: 500, unit: 'uL' } } },
        { capability: 'stirring', with: { speed: { value: 500, unit: '{rpm}' } } },
      ),
    }),
  },
];
