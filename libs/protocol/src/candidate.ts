import { canonicalUnit, type NestManifest } from '@labwright/domain';
import { rangeOf, type FleetInstrument } from './fleet';
import type { LabwareNeed, OperationNeed, RoleNeed } from './role-need';

/** Why an instrument cannot take a role: first what it is, then what it can do, then what fits on it. */
export interface Misfit {
  readonly about: 'service' | 'capability' | 'labware';
  readonly reason: string;
}

/** Whether the labware fits this nest. */
export function nestTakes(nest: NestManifest, labware: LabwareNeed): boolean {
  return nest.formats.includes(labware.type.format) && labware.heightMm <= nest.maxHeightMm;
}

/** Every reason why the instrument cannot take the role; none means that it can. */
export function misfits(instrument: FleetInstrument, need: RoleNeed): readonly Misfit[] {
  const reasons: Misfit[] = [];
  if (instrument.retired || instrument.service === 'retired') reasons.push({ about: 'service', reason: 'is retired' });
  else if (instrument.service !== 'available') reasons.push({ about: 'service', reason: `is ${instrument.service}` });
  for (const operation of need.operations) reasons.push(...cannot(instrument, operation));
  for (const labware of need.labware) {
    if (!instrument.manifest.nests.some((nest) => nestTakes(nest, labware)))
      reasons.push({ about: 'labware', reason: noNest(instrument, labware) });
  }
  return reasons.filter((misfit, i) => reasons.findIndex((other) => other.reason === misfit.reason) === i);
}

function cannot(instrument: FleetInstrument, operation: OperationNeed): readonly Misfit[] {
  const manifest = instrument.manifest.capabilities.find((each) => each.capability === operation.capability);
  if (!manifest) return [{ about: 'capability', reason: `has no ${operation.capability}` }];
  const unknownWords = Object.entries(operation.options).flatMap(([name, word]): readonly Misfit[] => {
    const words = manifest.options && Object.hasOwn(manifest.options, name) ? (manifest.options[name] ?? []) : [];
    if (words.includes(word)) return [];
    const known = Object.keys(manifest.options ?? {}).join(', ') || 'none';
    const reason =
      words.length === 0
        ? `knows no option "${name}" for ${operation.capability}; it knows ${known}`
        : `takes ${name} ${words.join(', ')} for ${operation.capability}, not "${word}"`;
    return [{ about: 'capability', reason }];
  });
  const outOfRange = operation.with.flatMap(({ parameter: name, value, kind }) => {
    const range = rangeOf(instrument, operation.capability, name);
    if (!range) return [{ about: 'capability' as const, reason: `sets no ${name} for ${operation.capability}` }];
    const slack = 1e-9 * Math.max(1, Math.abs(value));
    if (value >= range.min - slack && value <= range.max + slack) return [];
    const unit = canonicalUnit(kind);
    return [{ about: 'capability' as const, reason: `takes ${name} ${range.min} to ${range.max} ${unit}, not ${value} ${unit}` }];
  });
  return [...outOfRange, ...unknownWords];
}

function noNest({ manifest }: FleetInstrument, { id, type, heightMm }: LabwareNeed): string {
  const fitting = manifest.nests.filter((nest) => nest.formats.includes(type.format));
  if (fitting.length === 0) return `has no nest for ${type.format} ("${id}")`;
  return `takes labware up to ${Math.max(...fitting.map((nest) => nest.maxHeightMm))} mm high; "${id}" is ${heightMm} mm`;
}
