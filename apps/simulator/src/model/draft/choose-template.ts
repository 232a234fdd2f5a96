import type { Template } from './template';

/** Words by which a protocol of the library is known: all of `needs` must be there, each of `prefers` speaks for it. */
interface Words {
  readonly needs: readonly RegExp[];
  readonly prefers: readonly RegExp[];
}

const WORDS: Readonly<Record<string, Words>> = {
  'insulin-expression-online': { needs: [/insulin/, /bioreactor|pioreactor|\bvial|online/], prefers: [/express/, /induc/] },
  'insulin-elisa': { needs: [/elisa|immunoassay/], prefers: [/insulin/, /sandwich/, /coat/] },
  'insulin-expression': { needs: [/insulin/, /express|induc/], prefers: [/plate/, /bl21/, /iptg/, /refold|inclusion/] },
  'iptg-titration': { needs: [/iptg|inducer/, /titrat|dose|range of|concentrations/], prefers: [/gfp/, /curve/] },
  'gfp-reporter': { needs: [/gfp|fluorescen|reporter/], prefers: [/gfp/, /fluorescen/, /grow/, /reader/] },
  'heat-shock-transformation': { needs: [/transform|heat.?shock/], prefers: [/competent/, /puc19|plasmid/, /dh5/] },
  'mic-broth-dilution': { needs: [/\bmic\b|inhibitory|antibiotic|ampicillin/], prefers: [/dilution/, /broth/] },
  bradford: { needs: [/bradford|total protein|protein (?:assay|concentration)/], prefers: [/bsa/, /standard/] },
  'dye-calibration': { needs: [/\bdye\b|food colou?r/, /calibrat|check|linear|pipett/], prefers: [/reader/, /pipett/] },
  'warm-shake': { needs: [/warm|heat/, /shak/], prefers: [/colou?red|\bdye\b/, /water/] },
  'colony-pick-overnight': { needs: [/overnight|over night/], prefers: [/colon/, /stock|streak/, /flask/, /grow|cultur/] },
  'growth-in-reader': { needs: [/grow/, /in (?:the|a) (?:plate )?reader/], prefers: [/\bod/, /curve/] },
  'growth-curve': { needs: [/growth curve|grow[^.]*(?:plate|96)/], prefers: [/\bod/, /shak/, /96/] },
};

/** The template whose words a text has; null where it has those of none. A need counts twice. */
export function chooseTemplate(text: string, templates: readonly Template[]): Template | null {
  const said = text.toLowerCase();
  let best: { readonly template: Template; readonly score: number } | null = null;
  for (const [slug, { needs, prefers }] of Object.entries(WORDS)) {
    const template = templates.find((each) => each.slug === slug);
    if (!template || !needs.every((word) => word.test(said))) continue;
    const score = needs.length * 2 + prefers.filter((word) => word.test(said)).length;
    if (score > (best?.score ?? 0)) best = { template, score };
  }
  return best?.template ?? null;
}
