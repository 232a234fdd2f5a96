import { hasWell, wellRange, type LabwareType } from '@labwright/labware';
import { typeOfLabware, type Compilation } from '../compilation';
import { argumentsOf, capabilitySpec } from '../expected-kind';
import type { DocumentPath } from '../pointer';
import type { Protocol } from '../protocol.schema';
import { kindOfSave, PLATE_READS, wellsOfSave, wellsWithRole, type SavedReading } from '../saved-readings';
import type { OperationStep, SaveInput } from '../simple-step.schema';
import { didYouMean, wellMeant } from '../suggestion';
import type { Quantities } from './quantities';

/** Every saved reading is one that its capability gives, of wells that are there, and can be corrected as it says. */
export function checkSaves(compilation: Compilation, quantities: Quantities, readings: ReadonlyMap<string, SavedReading>): void {
  const { tree, standsIn, report } = compilation;
  for (const { step, path } of tree.nodes) {
    if (step.kind !== 'operation' || standsIn([...path, 'capability'])) continue;
    for (const [name, save] of Object.entries(step.saves ?? {})) {
      const at = [...path, 'saves', name];
      if (!/^[a-z][a-z0-9_]{0,63}$/.test(name))
        report('E_SCHEMA', at, `"${name}" cannot be named in a condition; write a lower-case letter, then letters, digits and _`);
      const kind = kindOfSave(step, save);
      const known = readings.get(name);
      if (!kind) {
        const allowed = Object.keys(capabilitySpec(step.capability)?.readings ?? {});
        const gives = allowed.length > 0 ? allowed.join(', ') : 'no readings';
        report('E_REF', [...at, 'reading'], `${step.capability} gives no reading "${save.reading}"; it gives ${gives}`, {
          allowed,
          ...didYouMean(save.reading, allowed),
        });
      } else if (known && known.kind !== kind) {
        const first = tree.node(known.by[0] ?? 0).step.id;
        report('E_CHECK', at, `"${name}" is a ${known.kind} in the step "${first}" and a ${kind} here; one name has one kind`);
      }
      checkWavelength(compilation, quantities, step, save, path, at);
      if (PLATE_READS.includes(step.capability)) checkPlate(compilation, step, save, at);
      else if (save.wells || save.process?.length)
        report(
          'E_SCHEMA',
          [...at, save.wells ? 'wells' : 'process'],
          `a ${save.reading} is not read by well; leave "wells" and "process" out`,
        );
    }
  }
}

function checkWavelength(
  { report, standsIn }: Compilation,
  quantities: Quantities,
  step: OperationStep,
  save: SaveInput,
  path: DocumentPath,
  at: DocumentPath,
): void {
  const list = argumentsOf(step.capability).find(({ name }) => name === 'wavelengths');
  if (!list) {
    if (save.wavelength) report('E_SCHEMA', [...at, 'wavelength'], `${step.capability} has no list of wavelengths to choose from`);
    return;
  }
  const given = step.with?.['wavelengths'];
  if (!Array.isArray(given) || given.some((_, i) => standsIn([...path, 'with', 'wavelengths', i]))) return;
  const read = given.map((_, i) => quantities.at([...path, 'with', 'wavelengths', i])?.value);
  if (read.includes(undefined)) return;
  const allowed = read.map((value) => `${value} nm`);
  const wanted = quantities.at([...at, 'wavelength'])?.value;
  if (!save.wavelength) {
    if (read.length > 1) report('E_SCHEMA', at, `say which wavelength is saved; ${allowed.join(', ')} are read`, { allowed });
  } else if (wanted !== undefined && !read.includes(wanted))
    report('E_REF', [...at, 'wavelength'], `${wanted} nm is saved, but ${allowed.join(', ')} ${read.length > 1 ? 'are' : 'is'} read`, {
      allowed,
    });
}

function checkPlate(compilation: Compilation, step: OperationStep, save: SaveInput, at: DocumentPath): void {
  const { protocol, report } = compilation;
  const labware = protocol.labware?.find((each) => each.id === step.labware);
  const type = labware && typeOfLabware(compilation, labware.id);
  if (!save.wells) report('E_SCHEMA', at, 'a reading of a plate says of which wells', { suggestion: 'write wells: {role: sample}' });
  if (!labware || !type) return;
  if (save.wells) checkWells(compilation, labware, type, save.wells, at);
  for (const [j, process] of (save.process ?? []).entries()) {
    const where = [...at, 'process', j];
    if (process === 'blank' && wellsWithRole(labware, 'blank').length === 0)
      report('E_LABWARE', where, `the layout of "${labware.id}" has no well with the role blank, so nothing can be subtracted`);
    if (process === 'pathlength' && (type.wellShape === null || step.capability !== 'absorbance'))
      report(
        'E_LABWARE',
        where,
        `only an absorbance in a plate with flat wells of known size is brought to 1 cm; "${labware.id}" is a ${type.id}`,
      );
  }
}

type Labware = NonNullable<Protocol['labware']>[number];

function checkWells(
  { report, standsIn }: Compilation,
  labware: Labware,
  type: LabwareType,
  wells: NonNullable<SaveInput['wells']>,
  at: DocumentPath,
): void {
  if (!('role' in wells)) {
    for (const [j, well] of wells.entries())
      if (!hasWell(type, well))
        report('E_LABWARE', [...at, 'wells', j], `a ${type.id} has no well "${well}"`, {
          allowed: [wellRange(type)],
          ...wellMeant(type, well),
        });
    return;
  }
  if (standsIn([...at, 'wells']) || standsIn([...at, 'wells', 'role'])) return;
  if (wellsOfSave({ reading: '', wells }, labware).length > 0) return;
  const roles = [...new Set(Object.values(labware.layout ?? {}).map(({ role }) => role))];
  report('E_LABWARE', [...at, 'wells', 'role'], `the layout of "${labware.id}" has no well with the role "${wells.role}"`, {
    allowed: roles,
    ...didYouMean(wells.role, roles),
  });
}
