import { WordClasses, type Pattern } from './word-classes';

/**
 * What must not meet, and what nobody does in a lab: mixtures that give off toxic or explosive products, and two habits. Sources: "Prudent
 * Practices in the Laboratory" (National Research Council, 2011), tables of incompatible chemicals; WHO Laboratory Biosafety Manual, 4th edition.
 * One sentence is read at a time; a word that keeps things apart ("not", "apart", "never") near it makes it no finding.
 */
export const HAZARD_LIST_ID = 'incompatibilities';
export const HAZARD_EDITION = '2026-11-29';

const CLASSES = {
  bleach: 'bleach, bleaches, bleached, hypochlorit*, chlorox, clorox, javel',
  acid: 'acid, acids, acidic, acidified, hcl, hydrochloric, sulfuric, sulphuric, nitric, phosphoric, vinegar',
  softAcid: 'amino acid*, nucleic acid*, fatty acid*, ribonucleic acid, deoxyribonucleic acid, acid free, acid fast, lactic acid bacteria',
  ammonia: 'ammonia*, ammonium*',
  guanidine: 'guanidin*, guanidinium, thiocyanate*, gdnhcl, gdmcl',
  azide: 'azide*, nan3',
  peroxide: 'peroxide*, h2o2',
  acetone: 'aceton*',
  autoclave: 'autoclav*',
  heat: 'heat*, boil*, warm*, evaporat*, distil*',
  solvent: 'ethanol, methanol, isopropanol, alcohol, alcohols, acetone, ether, hexane, toluene, solvent*, acetonitrile',
  flame: 'open flame, open flames, naked flame, flame, flames, bunsen, burner, burners',
  pipette: 'pipet*, suck*, aspirat*',
  mouth: 'mouth, by mouth',
  apart: 'not, no, never, without, avoid*, prevent*, nothing, cannot, don, apart, separat*, away, free, instead, nor, neither, incompatib*',
} as const;
type Class = keyof typeof CLASSES;

export const HAZARD_CLASSES = new WordClasses<Class>(CLASSES);

const mixture = (rule: string, message: string, needs: readonly Class[], more: readonly Class[] = []): Pattern<Class> => ({
  rule: `hazard.${rule}`,
  category: 'hazard',
  message,
  needs,
  unless: ['apart', ...more],
});

export const HAZARD_PATTERNS: readonly Pattern<Class>[] = [
  mixture(
    'bleach-acid',
    'bleach and acid give off chlorine; collect them apart, and neutralise neither with the other',
    ['bleach', 'acid'],
    ['softAcid'],
  ),
  mixture('bleach-ammonia', 'bleach and ammonia give off chloramines; use one of them and rinse in between', ['bleach', 'ammonia']),
  mixture('bleach-guanidine', 'bleach and guanidine salts give off toxic gas; collect guanidine waste apart', ['bleach', 'guanidine']),
  mixture(
    'azide-acid',
    'azide and acid give off hydrazoic acid, toxic and explosive; keep azide waste basic',
    ['azide', 'acid'],
    ['softAcid'],
  ),
  mixture('peroxide-acetone', 'hydrogen peroxide and acetone make explosive peroxides; keep them apart', ['peroxide', 'acetone']),
  mixture('autoclaved-bleach', 'bleach in an autoclave gives off chlorine; decontaminate either way, not both', ['autoclave', 'bleach']),
  mixture('solvent-flame', 'flammable solvent over a flame; use a heating block or a water bath under the hood', [
    'heat',
    'solvent',
    'flame',
  ]),
  mixture('mouth-pipetting', 'nothing is pipetted by mouth; use a pipette filler', ['pipette', 'mouth']),
];
