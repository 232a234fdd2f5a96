import { STOCK_MATERIALS } from '../physics/material';
import { contentsOf } from './protocol-material';

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

  it('when neither tells, is null', () => {
    expect(contentsOf({ id: 'x', name: 'ouzo' })).toBeNull();
    expect(contentsOf({ id: 'constructor', name: 'constructor' })).toBeNull();
  });
});
