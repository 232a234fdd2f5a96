import { canonicalUnit, fromCanonical, type Capability, type QuantityKind, type Verb, type VerbCall } from '@labwright/domain';
import type { Quantities } from './passes/quantities';
import { argumentsOf } from './expected-kind';
import type { OperationStep, OperatorStep } from './simple-step.schema';

const VERB_OF: Partial<Record<Capability, string>> = {
  temperature_control: 'hold',
  shaking: 'shake',
  shaking_incubation: 'shake',
  latch: 'latch',
  carrier: 'close',
  absorbance: 'read the absorbance of',
  fluorescence: 'read the fluorescence of',
  luminescence: 'read the luminescence of',
  optical_density_monitoring: 'watch the optical density of',
  stirring: 'stir',
  dosing: 'dose',
};
const UNIT_FOR_PEOPLE: Readonly<Record<string, string>> = { Cel: '°C', '[degF]': '°F', '{rpm}': 'rpm', uL: 'µL' };
/** Speeds come before temperatures: "shake at 500 rpm and 45 °C". */
const FIRST: readonly QuantityKind[] = ['rotational_speed'];

const VERB_TITLES: Partial<Record<Verb, (instrument: string) => string>> = {
  ensureStopped: (instrument) => `stop shaking on ${instrument}`,
  ensureStirringOff: (instrument) => `stop stirring on ${instrument}`,
  ensureDosingOff: (instrument) => `stop the pumps of ${instrument}`,
  ensureMonitoringOff: (instrument) => `stop watching the optical density on ${instrument}`,
  ensureLatched: (instrument) => `close the latch of ${instrument}`,
  ensureUnlatched: (instrument) => `open the latch of ${instrument}`,
  ensureTemperatureOff: (instrument) => `switch off the heating of ${instrument}`,
  ensureOpen: (instrument) => `open the carrier of ${instrument}`,
  ensureClosed: (instrument) => `close the carrier of ${instrument}`,
};

/** A duration for people: `2 min`, `1.5 h`, `30 s`, `36 h`. */
export function durationTitle(ms: number): string {
  const [size, unit] = (
    [
      [3_600_000, 'h'],
      [60_000, 'min'],
      [1_000, 's'],
    ] as const
  ).find(([each]) => ms >= each) ?? [1_000, 's'];
  return `${Number((ms / size).toPrecision(4))} ${unit}`;
}

/** Such as "shake culture at 500 rpm and 45 °C for 2 min on heater-shaker". */
export function operationTitle(
  step: OperationStep,
  path: readonly (string | number)[],
  quantities: Quantities,
  holdMs: number | null,
  instrument: string,
): string {
  const values = argumentsOf(step.capability)
    .toSorted((a, b) => Number(FIRST.includes(b.kind)) - Number(FIRST.includes(a.kind)))
    .flatMap(({ name, kind }) => {
      const given = step.with?.[name];
      const unit = given && 'unit' in given ? given.unit : undefined;
      return quantities.under([...path, 'with', name], given).map(({ value }) => {
        const shown = unit === undefined ? value : fromCanonical(kind, value, unit);
        return `${Number(shown.toPrecision(6))} ${forPeople(unit ?? canonicalUnit(kind))}`;
      });
    });
  const verb = VERB_OF[step.capability] ?? step.capability.replaceAll('_', ' ');
  const at = values.length > 0 ? ` at ${values.join(' and ')}` : '';
  const by = Object.entries(step.options ?? {}).map(([name, word]) => ` by ${name} ${word}`);
  return `${verb} ${step.labware ?? ''}${at}${by.join('')}${holdMs === null ? '' : ` for ${durationTitle(holdMs)}`} on ${instrument}`;
}

/** Such as "move culture to heater-shaker", or the first sentence of the instruction. */
export function operatorTitle(step: OperatorStep, places: readonly string[]): string {
  if (step.instruction === undefined) return (step.moves ?? []).map((move, i) => `move ${move.labware} to ${places[i]}`).join(', ');
  const [line = ''] = step.instruction.trim().split(/(?<=[.!?])\s|\n/, 1);
  return line.length <= 120 ? line : `${line.slice(0, 119)}…`;
}

/** The one verb of an access operation. */
export function verbTitle(call: VerbCall, instrument: string): string {
  return VERB_TITLES[call.verb]?.(instrument) ?? `${call.verb} on ${instrument}`;
}

/** A unit as people write it: `°C` for `Cel`, `rpm` for `{rpm}`. */
export function forPeople(unit: string): string {
  return UNIT_FOR_PEOPLE[unit] ?? unit;
}
