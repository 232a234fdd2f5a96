import type { Misfit } from '../candidate';
import type { Compilation } from '../compilation';
import type { FleetInstrument } from '../fleet';
import type { RoleNeed } from '../role-need';

/** Whether an instrument's calibration is over on the day of the compilation. ISO dates compare as text. */
export function isOverdue({ today }: Pick<Compilation, 'today'>, { calibrationDue }: FleetInstrument): boolean {
  return today !== undefined && calibrationDue !== undefined && calibrationDue < today;
}

/** Why policy keeps an overdue instrument from operations; nothing where it only warns. */
export function calibrationMisfits(compilation: Compilation, instrument: FleetInstrument, need: RoleNeed): readonly Misfit[] {
  const blocks = compilation.policy.overdueCalibration === 'block' && need.operations.length > 0;
  if (!blocks || !isOverdue(compilation, instrument)) return [];
  return [{ about: 'service', reason: `was due for calibration on ${instrument.calibrationDue}` }];
}

/** Operations on an instrument whose calibration is overdue are worth a word, once an instrument. */
export function warnOfCalibration(
  compilation: Compilation,
  needs: readonly RoleNeed[],
  bindings: ReadonlyMap<string, FleetInstrument>,
): void {
  const told = new Set<string>();
  for (const need of needs) {
    const instrument = bindings.get(need.role);
    if (!instrument || need.operations.length === 0 || told.has(instrument.id) || !isOverdue(compilation, instrument)) continue;
    told.add(instrument.id);
    compilation.report(
      'W_CALIBRATION',
      need.path,
      `${instrument.id} was due for calibration on ${instrument.calibrationDue}, and today is ${compilation.today}; what it sets and reads may be off`,
      { suggestion: 'have it calibrated and its next date entered, or bind another instrument' },
    );
  }
}
