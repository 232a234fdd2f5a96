/* The four families of instruments of the fleet, and what a run does on each: load, a chain of operations, and away with it. */
import { protocolOf } from './people.mjs';

const speed = (value) => ({ speed: { value, unit: '{rpm}' } });

export const FAMILIES = {
  shaker: { driver: 'opentrons-heater-shaker', labware: 'plate-96-clear-flat', capability: 'shaking', with: speed(500) },
  incubator: { driver: 'eppendorf-innova-44', labware: 'plate-96-clear-flat', capability: 'shaking', with: speed(150) },
  reader: {
    driver: 'agilent-synergy-h1',
    labware: 'plate-96-clear-flat',
    capability: 'temperature_control',
    with: { temperature: { value: 30, unit: 'Cel', tolerance: 20 } },
  },
  bioreactor: { driver: 'pioreactor', labware: 'vial-20ml', capability: 'stirring', with: speed(500) },
};

/** `count` instruments, as many of each family; or all of one of them. */
export function instrumentsOf(count, family) {
  const families = family ? [family] : Object.keys(FAMILIES);
  return Array.from({ length: count }, (_, i) => {
    const name = families[i % families.length];
    return { id: `${name}-${i + 1}`, family: name, number: i + 1 };
  });
}

/** A chain of `length` operations of one family, each after the one before it, as steps of a protocol come. */
export function chainOf(family, length) {
  const { labware, capability, with: parameters } = FAMILIES[family];
  const move = (id, to) => ({ id, kind: 'operator', moves: [{ labware: 'piece', to }], duration: { value: 1, unit: 's' } });
  return protocolOf({
    name: `chain-${family}`,
    labware: [{ id: 'piece', type: labware }],
    steps: [
      move('load', 'instrument'),
      ...Array.from({ length }, (_, i) => ({ id: `op-${i + 1}`, kind: 'operation', capability, labware: 'piece', with: parameters })),
      move('unload', 'bench'),
    ],
  });
}
