import { Verbs, type QuantityKind, type VerbCall } from '@labwright/domain';
import type { PlanOperation } from '../plan';
import { durationTitle, verbTitle } from '../step-title';
import { code, plain } from './markdown';
import { canonicalWords } from './quantity-words';
import { wellWords } from './well-words';

/** What an instrument is set to, how long it holds, and how that ends. */
export function operationLines({ establish, end, holdMs, holdToleranceMs, then, instrument, labware }: PlanOperation): readonly string[] {
  const settings = establish.flatMap((call) => settingsOf(call));
  const read = [...new Set(establish.flatMap(({ plate }) => (plate ? [wellWords(plate.wells)] : [])))];
  const tolerance = holdToleranceMs === undefined ? '' : ` ± ${durationTitle(holdToleranceMs)}`;
  const after = then === 'keep' ? 'then goes on until the labware is taken away' : 'then stops';
  return [
    ...(settings.length > 0 ? [`Sets ${settings.join(', ')}`] : []),
    ...(read.length > 0 ? [`Reads ${read.join('; ')}${labware === null ? '' : ` of **${plain(labware)}**`}`] : []),
    ...(holdMs === null ? [] : [`Holds for ${durationTitle(holdMs)}${tolerance}, ${after}`]),
    ...(then === 'stop' && end.length > 0
      ? [`At the end, by itself: ${end.map((call) => plain(verbTitle(call, instrument))).join('; ')}`]
      : []),
  ];
}

function settingsOf({ verb, parameters, tolerances, options = {} }: VerbCall): readonly string[] {
  const kinds = Verbs[verb].parameters as Readonly<Record<string, QuantityKind>>;
  return [
    ...Object.entries(parameters).map(([name, value]) => {
      const kind = kinds[name];
      const words = kind === undefined ? String(value) : canonicalWords(kind, value);
      const tolerance = tolerances[name];
      // Of what is only read, the tolerance would be that of a wavelength.
      return `${name === 'target' && kind !== undefined ? kind.replaceAll('_', ' ') : name} ${words}${tolerance ? ` ± ${tolerance}` : ''}`;
    }),
    ...Object.entries(options).map(([name, word]) => `${name} ${code(word)}`),
  ];
}
