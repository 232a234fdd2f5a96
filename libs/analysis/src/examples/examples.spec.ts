import * as library from '../index';
import { checkExample, unmatched, WORKED_EXAMPLES } from './all';
import { toleranceOf, type WorkedExample } from './worked-example';

describe('worked examples', () => {
  it.each(WORKED_EXAMPLES.map((example) => [example.formula, example.quantity, example.published, example.source, example] as const))(
    '%s: %s is %s in %s',
    (_formula, _quantity, _published, _source, example) => {
      expect(checkExample(example)).toMatchObject({ ok: true });
    },
  );

  it('leave no exported formula out', () => {
    expect(unmatched(library)).toEqual({ withoutExample: [], unknown: [] });
  });

  it('name a formula that is exported without one', () => {
    expect(unmatched({ ...library, forgotten: () => 1 }).withoutExample).toEqual(['forgotten']);
  });
});

describe('checkExample', () => {
  const example = (published: string, value: number): WorkedExample => ({
    formula: 'fitLine',
    quantity: 'slope',
    source: 'none',
    published,
    compute: () => value,
  });

  it.each([
    ['2.50', 2.504, true],
    ['2.50', 2.506, false],
    ['1.5e-3', 0.00154, true],
    ['1.5e-3', 0.00156, false],
    ['24409', 24_409.4, true],
    ['24409', 24_410, false],
  ])('against %s takes %p for right: %p, as far as its last digit goes', (published, value, ok) => {
    expect(checkExample(example(published, value)).ok).toBe(ok);
  });

  it('when the formula says that data do not suffice, fails with its reason', () => {
    const failing: WorkedExample = {
      ...example('1', 1),
      compute: () => {
        throw new Error('there is no usable value');
      },
    };
    expect(checkExample(failing)).toMatchObject({ ok: false, error: 'there is no usable value' });
  });

  it('allows doubles a part in 1e9 where more digits are printed', () => {
    expect(toleranceOf(example('1.00000000000000', 1))).toBeGreaterThan(9e-10);
  });
});
