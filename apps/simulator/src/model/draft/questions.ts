import type { DraftAnswer } from '@labwright/drafting';
import type { Template } from './template';

const TEMPERATURE = /\d\s*(?:°|℃|deg|C\b)/;
const ORGANISM = /coli|BL21|DH5|K-?12|MG1655|strain|yeast|subtilis|cells/i;
const LABWARE = /plate|flask|tube|vial|dish|well/i;

/** What is asked instead of a draft: which of the templates is meant, and whatever of organism, labware and temperature is not said. */
export function questionsFor(request: string, templates: readonly Template[]): DraftAnswer {
  const titles = templates.map(({ title }) => title).join('; ');
  const open: readonly (readonly [RegExp, string, string])[] = [
    [ORGANISM, 'organism', 'Which organism and strain?'],
    [LABWARE, 'labware', 'In which labware, and how many samples?'],
    [TEMPERATURE, 'temperature', 'At which temperature, and for how long?'],
  ];
  const questions = open.filter(([said]) => !said.test(request)).map(([, about, question]) => ({ about, question }));
  const aim = `What is to be done, and what is measured at the end? The simulated model knows these: ${titles}.`;
  return { protocol: null, questions: [{ about: 'aim', question: aim }, ...questions], assumptions: [], sentences: [] };
}
