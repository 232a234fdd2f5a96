import type { YieldAnalysis } from '@labwright/protocol';
import { mainOf, resultValue, type Findings } from './findings';
import type { RecordView } from './record-view';

/** The number that a person brought, the last one where the step was done again; per volume of culture where the protocol says it. */
export function yieldFindings(view: RecordView, { step, evidence, unit, cultureMicrolitres }: YieldAnalysis): Findings {
  const numbers = view.numbers(step, evidence);
  const last = numbers.at(-1);
  const value = resultValue({ name: 'yield', label: 'Yield', unit, value: last?.value ?? null });
  const litres = cultureMicrolitres === null ? null : cultureMicrolitres / 1e6;
  const values = last
    ? [
        value,
        ...(litres === null
          ? []
          : [
              resultValue({
                name: 'yield_per_volume',
                label: 'Yield per volume of culture',
                unit: `${unit}/L`,
                value: last.value / litres,
              }),
            ]),
      ]
    : [];
  return {
    ...mainOf(last && value, `nobody has brought "${evidence}" of the step "${step}" yet`),
    values,
    method: `The number that a person brought as "${evidence}" of the step "${step}"${numbers.length > 1 ? `, the last of ${numbers.length}` : ''}${litres === null ? '' : `; per volume, divided by ${litres} L of culture`}. No interval: it was measured once.`,
    flags: [],
    figures: [],
    simulated: numbers.some(({ scripted }) => scripted),
  };
}
