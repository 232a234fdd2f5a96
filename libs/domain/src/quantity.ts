import { LabError } from './lab-error';

/** One way to write a kind: canonical = value * factor + offset. UCUM codes. */
interface Unit {
  readonly code: string;
  readonly factor: number;
  readonly offset?: number;
}

const unit = (code: string, factor = 1, offset?: number): Unit => (offset === undefined ? { code, factor } : { code, factor, offset });

/**
 * Quantity kinds with their closed lists of UCUM units; the first unit is the canonical one. Conversion happens only inside a kind,
 * because UCUM alone would turn 220 `{rpm}` into 220 `{AU}`. `min` and `max` bound what is physically sensible, in the canonical unit.
 */
export const QuantityKinds = {
  temperature: { units: [unit('Cel'), unit('K', 1, -273.15), unit('[degF]', 5 / 9, -160 / 9)], min: -90, max: 150 },
  rotational_speed: { units: [unit('{rpm}'), unit('/min')], min: 0, max: 20_000 },
  duration: { units: [unit('s'), unit('ms', 0.001), unit('min', 60), unit('h', 3600), unit('d', 86_400)], min: 0, max: 2_592_000 },
  volume: { units: [unit('uL'), unit('nL', 0.001), unit('mL', 1000), unit('L', 1_000_000)], min: 0, max: 10_000_000 },
  amount_concentration: { units: [unit('mmol/L'), unit('umol/L', 0.001), unit('nmol/L', 1e-6), unit('mol/L', 1000)], min: 0, max: 20_000 },
  mass_concentration: {
    units: [unit('mg/mL'), unit('g/L'), unit('ug/mL', 0.001), unit('ng/mL', 1e-6), unit('pg/mL', 1e-9)],
    min: 0,
    max: 5_000,
  },
  wavelength: { units: [unit('nm')], min: 190, max: 1_100 },
  optical_density: { units: [unit('{AU}')], min: -1, max: 100 },
  fluorescence: { units: [unit('{RFU}')], min: -1e9, max: 1e9 },
  luminescence: { units: [unit('{RLU}')], min: -1e9, max: 1e9 },
  count: { units: [unit('{count}'), unit('1')], min: 0, max: 1e12 },
  fraction: { units: [unit('%'), unit('1', 100)], min: 0, max: 100 },
  mass: {
    units: [unit('mg'), unit('g', 1000), unit('ug', 0.001), unit('ng', 1e-6), unit('pg', 1e-9), unit('kg', 1_000_000)],
    min: 0,
    max: 100_000_000,
  },
} as const satisfies Record<string, { units: readonly Unit[]; min: number; max: number }>;

export type QuantityKind = keyof typeof QuantityKinds;

/** A number with its UCUM unit; `tolerance` is a difference in the same unit. */
export interface Quantity {
  readonly value: number;
  readonly unit: string;
  readonly tolerance?: number;
}

/** Branded numbers in the canonical unit of their kind. */
export type Celsius = number & { readonly __unit: 'Cel' };
export type Rpm = number & { readonly __unit: '{rpm}' };
export type DurationMs = number & { readonly __unit: 'ms' };

/** The kind's units as text, canonical first, for messages and schemas. */
export function unitsOf(kind: QuantityKind): readonly string[] {
  return QuantityKinds[kind].units.map((u) => u.code);
}

/** The canonical unit of a kind. */
export function canonicalUnit(kind: QuantityKind): string {
  return QuantityKinds[kind].units[0].code;
}

/** Every kind that has this unit; empty for an unknown unit. */
export function kindsWithUnit(code: string): readonly QuantityKind[] {
  return (Object.keys(QuantityKinds) as QuantityKind[]).filter((kind) => unitsOf(kind).includes(code));
}

function find(kind: QuantityKind, code: string): Unit {
  const found = QuantityKinds[kind].units.find((u) => u.code === code);
  if (found) return found;
  const allowed = unitsOf(kind);
  if (kindsWithUnit(code).length === 0) {
    throw new LabError('UNIT_UNKNOWN', `"${code}" is not a unit that Labwright knows; for ${kind} write ${allowed.join(', ')}`, {
      unit: code,
      allowed,
    });
  }
  throw new LabError(
    'UNIT_KIND_MISMATCH',
    `"${code}" is a unit of ${kindsWithUnit(code).join(' or ')}, not of ${kind}; write ${allowed.join(', ')}`,
    { unit: code, kind, allowed },
  );
}

/** The value in the kind's canonical unit. @throws LabError UNIT_UNKNOWN, UNIT_KIND_MISMATCH */
export function toCanonical(kind: QuantityKind, quantity: Quantity): number {
  const u = find(kind, quantity.unit);
  return quantity.value * u.factor + (u.offset ?? 0);
}

/** The tolerance in the kind's canonical unit, as a difference: the offset of a temperature scale plays no part. */
export function toleranceToCanonical(kind: QuantityKind, quantity: Quantity): number | undefined {
  return quantity.tolerance === undefined ? undefined : quantity.tolerance * find(kind, quantity.unit).factor;
}

/** A canonical value written in one of the kind's units. @throws LabError UNIT_UNKNOWN, UNIT_KIND_MISMATCH */
export function fromCanonical(kind: QuantityKind, value: number, code: string): number {
  const u = find(kind, code);
  return (value - (u.offset ?? 0)) / u.factor;
}

/** A duration quantity in milliseconds. @throws LabError UNIT_UNKNOWN, UNIT_KIND_MISMATCH */
export function durationMs(quantity: Quantity): DurationMs {
  return (toCanonical('duration', quantity) * 1000) as DurationMs;
}
