import { STOCK_MATERIALS } from '../physics/material';
import { contentsOf, isWeighed } from './protocol-material';

const millimolar = (value: number) => ({ value, unit: 'mmol/L' });

describe('the contents of a material of a protocol', () => {
  it.each(Object.keys(STOCK_MATERIALS))('%s is known by its id, whatever its name', (id) => {
    expect(contentsOf({ id, name: 'whatever' })).toBe(STOCK_MATERIALS[id]);
  });

  it.each([
    ['isopropyl thiogalactoside', 'iptg'],
    ['IPTG stock', 'iptg'],
    ['LB', 'lb'],
    ['LB broth, Miller', 'lb'],
    ['growth medium', 'lb'],
    ['overnight culture of BL21 in LB', 'overnight_culture'],
    ['one colony in LB', 'colony'],
    ['PBS', 'water'],
    ['sterile water', 'water'],
  ])('%s is known by its name as %s', (name, stock) => {
    expect(contentsOf({ id: 'x', name })).toEqual(STOCK_MATERIALS[stock]);
  });

  it('an inducer has the concentration of the protocol, in whatever unit', () => {
    expect(contentsOf({ id: 'iptg', name: 'IPTG', concentration: millimolar(25) })).toEqual({ iptg: 25 });
    expect(contentsOf({ id: 'inducer', name: 'IPTG', concentration: { value: 1, unit: 'mol/L' } })).toEqual({ iptg: 1000 });
    expect(contentsOf({ id: 'iptg', name: 'IPTG', concentration: { value: 1, unit: 'g/L' } })).toEqual({ iptg: 100 });
  });

  const milli = (value: number, unit: string) => ({ value, unit });
  it.each([
    ['tartrazine', milli(50, 'ug/mL'), { dye: 2.65 }],
    ['Brilliant Blue FCF', milli(0.01, 'mg/mL'), { blue: 1.63 }],
    ['Allura red', milli(0.1, 'mmol/L'), { red: 2.680_56 }],
    ['BSA standard', milli(1, 'mg/mL'), { protein: 1 }],
    ['BSA to block with', milli(1, '%'), { protein: 10 }],
    ['Bradford reagent', undefined, { bradford: 1 }],
    ['anti-insulin coating antibody in coating buffer', undefined, { capture: 2 }],
    ['anti-insulin antibody, HRP conjugate', undefined, { conjugate: 1 }],
    ['insulin standard', milli(10, 'ng/mL'), { insulin: 1e-5 }],
    ['insulin assay buffer', undefined, {}],
    ['TMB substrate', undefined, { tmb: 1 }],
    ['stop solution for TMB', milli(2, 'mol/L'), { acid: 2 }],
    ['ampicillin', milli(64, 'ug/mL'), { drug: 64 }],
    ['LB with 100 µg/mL ampicillin', undefined, { nutrient: 7, colour: 0.03, drug: 100 }],
    ['pUC19 plasmid', milli(1, 'ug/mL'), { dna: 1 }],
    ['competent cells', undefined, { cells: 13, bare: 1, competent: 1 }],
    ['SOC', undefined, { nutrient: 7, colour: 0.03 }],
    ['culture medium', undefined, { nutrient: 7, colour: 0.03 }],
    ['lysis buffer with lysozyme', undefined, { lysis: 1 }],
    ['solubilisation buffer with DTT', undefined, { chaotrope: 8 }],
    ['refolding buffer', undefined, {}],
    ['overnight culture of the proinsulin clone', undefined, { cells: 6.9, nutrient: 0.1, colour: 0.03, dark: 1, resistant: 1 }],
    ['E. coli MG1655 at OD 0.002 in Mueller-Hinton broth', undefined, { cells: 0.002, nutrient: 7, colour: 0.03, bare: 1 }],
    ['GFP reporter culture, OD 0.05', undefined, { cells: 0.05, nutrient: 7, colour: 0.03, reporter: 1, resistant: 1 }],
    ['E. coli BL21(DE3) without plasmid, OD 0.05', undefined, { cells: 0.05, nutrient: 7, colour: 0.03, bare: 1 }],
    ['lab strain, 7.8e5 CFU/mL', undefined, { cells: 0.001, nutrient: 7, colour: 0.03, bare: 1 }],
    ['inoculum of the lab strain, 7.8 × 10^5 CFU/mL', undefined, { cells: 0.001, nutrient: 7, colour: 0.03, bare: 1 }],
    ['inoculum of the lab strain, 7.8×10⁵ CFU/mL', undefined, { cells: 0.001, nutrient: 7, colour: 0.03, bare: 1 }],
    ['clarified lysate', milli(3, 'mg/mL'), { protein: 3 }],
    ['protein sample, unknown', milli(0.7, 'mg/mL'), { protein: 0.7 }],
    ['LB agar with 100 µg/mL ampicillin', undefined, { nutrient: 7, colour: 0.03, drug: 100 }],
    ['constitutive GFP reporter strain, OD 0.05', undefined, { cells: 0.05, nutrient: 7, colour: 0.03, constitutive: 1, resistant: 1 }],
  ])('%s with %o holds what its words tell', (name, concentration, contents) => {
    const found = contentsOf({ id: 'x', name, ...(concentration ? { concentration } : {}) })!;
    expect(Object.keys(found).toSorted()).toEqual(Object.keys(contents).toSorted());
    for (const [key, value] of Object.entries(contents)) expect(found[key as keyof typeof found]).toBeCloseTo(value, 6);
  });

  it('when neither tells, is null', () => {
    expect(contentsOf({ id: 'x', name: 'ouzo' })).toBeNull();
    expect(contentsOf({ id: 'constructor', name: 'constructor' })).toBeNull();
  });

  it('is weighed in when its name says that it is filled in on a balance, not when it was made by weight', () => {
    expect(isWeighed({ id: 'reference', name: 'tartrazine, 0.05 g/L, filled in on a balance' })).toBe(true);
    expect(isWeighed({ id: 'stock', name: 'tartrazine, 1 g/L by weight' })).toBe(false);
  });
});
