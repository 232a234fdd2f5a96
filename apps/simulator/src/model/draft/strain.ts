import type { LooseDraft } from './loose-draft';
import type { Filled } from './filled';

const STRAIN = /\b(BL21\s?\(DE3\)|BL21|DH5(?:α|alpha)|K-?12|MG1655|TOP10|XL1-Blue)(?!\w)/i;

/** The strain of E. coli that a text names, in the place of the first organism. Null where it names none, or the one that is there. */
export function fillStrain(draft: LooseDraft, text: string): (Filled & { readonly words: string }) | null {
  const words = STRAIN.exec(text)?.[1];
  const organism = draft.biosafety.organisms[0];
  if (words === undefined || !organism) return null;
  const strain = words.replace('α', 'alpha').replace(/\s/, '');
  if (!organism.name.toLowerCase().includes(strain.toLowerCase())) organism.name = `Escherichia coli ${strain}`;
  return { step: null, where: `organism ${organism.name}`, words };
}
