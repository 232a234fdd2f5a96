import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindsWithUnit } from '@labwright/domain';
import { embeddedLab } from './fixtures/embedded-lab';
import { instrument } from './fixtures/heater-shaker.manifest';
import { MIXTURES } from './fixtures/library-mixtures';
import { canonical, mixing, pouredFrom, strengthOf } from './fixtures/mixing';
import { compileText, type DiagnosticCode, type Plan } from './index';

const LIBRARY = join(__dirname, '../../../protocols');
const slugs = readdirSync(LIBRARY, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** A fleet of its own instead of the embedded lab's. */
const FLEETS: Readonly<Record<string, Parameters<typeof compileText>[1]['fleet']>> = {
  'warm-shake': { instruments: [instrument()] },
};

/** Findings that are true and stay: windows of seconds that an instrument which takes its longest cannot keep. */
const WARNINGS: Readonly<Record<string, readonly DiagnosticCode[]>> = {
  'heat-shock-transformation': ['W_TIMING_TIGHT', 'W_TIMING_TIGHT', 'W_TIMING_TIGHT'],
};

const done = new Map<string, ReturnType<typeof compileText>>();
const compiled = (slug: string): ReturnType<typeof compileText> => {
  const known = done.get(slug);
  const text = readFileSync(join(LIBRARY, slug, 'protocol.yaml'), 'utf8');
  const result = known ?? compileText(text, { fleet: FLEETS[slug] ?? embeddedLab });
  done.set(slug, result);
  return result;
};
const planOf = (slug: string): Plan => {
  const { plan } = compiled(slug);
  if (!plan) throw new Error(`${slug} has no plan`);
  return plan;
};
/** Wells of the layout of which something is known, by labware. */
const knownWells = (plan: Plan) =>
  plan.labware.flatMap(({ id, layout }) =>
    Object.entries(layout ?? {}).flatMap(([well, each]) =>
      each.nominal || each.dilution !== undefined ? [{ labware: id, well, ...each }] : [],
    ),
  );

describe.each(slugs)('%s', (slug) => {
  it('compiles to the expected plan, byte for byte', () => {
    const { plan, diagnostics } = compiled(slug);
    expect(diagnostics.map(({ code }) => code)).toEqual(WARNINGS[slug] ?? []);
    const expected: unknown = JSON.parse(readFileSync(join(LIBRARY, slug, 'expected.plan.json'), 'utf8'));
    expect(JSON.stringify(plan, null, 2)).toBe(JSON.stringify(expected, null, 2));
  });

  it('has a README, and a line in that of the library', () => {
    expect(readFileSync(join(LIBRARY, slug, 'README.md'), 'utf8').length).toBeGreaterThan(200);
    expect(readFileSync(join(LIBRARY, 'README.md'), 'utf8')).toContain(`| \`${slug}\` |`);
  });

  it('tells of every well of which something is known where that comes from', () => {
    const plan = planOf(slug);
    const poured = new Set(plan.steps.flatMap((step) => (step.kind === 'operator' ? (step.transfers ?? []).map(({ to }) => to) : [])));
    const labware = new Set(knownWells(plan).flatMap((well) => (poured.has(well.labware) ? [well.labware] : [])));
    const told = MIXTURES.filter((mixture) => mixture.slug === slug).flatMap((mixture) => mixture.labware);
    expect([...labware].toSorted()).toEqual([...new Set(told)].toSorted());
  });
});

describe.each(MIXTURES)('the transfers of $slug into $labware', ({ slug, labware, wells: named, source, after, poured }) => {
  const plan = planOf(slug);
  const mixtures = mixing(plan, source, after);

  it('give each well the nominal and the dilution of its layout', () => {
    const wells = knownWells(plan).filter(({ labware: id, well }) => labware.includes(id) && (named?.includes(well) ?? true));
    expect(wells.length).toBeGreaterThanOrEqual(named?.length ?? 1);
    for (const { labware: id, well, nominal, dilution } of wells) {
      const from = poured ? pouredFrom(plan, id, well, after) : `${id}/${well}`;
      // What is poured out of a bottle has nothing of the source.
      const { concentration = 0, microlitres = 0 } = mixtures.get(from ?? '') ?? {};
      // A part of 1 is written in percent; a volume is that of the source in the well.
      const isVolume = nominal !== undefined && kindsWithUnit(nominal.unit).includes('volume');
      const known = concentration * (isVolume ? microlitres : 'labware' in source ? 100 : 1);
      if (nominal) expect([id, well, known]).toEqual([id, well, expect.closeTo(canonical(nominal), 9)]);
      if (dilution !== undefined)
        expect([id, well, strengthOf(plan, source) / concentration]).toEqual([id, well, expect.closeTo(dilution, 6)]);
    }
  });
});
