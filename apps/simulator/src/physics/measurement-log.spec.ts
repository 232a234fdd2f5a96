import { MeasurementLog, type Measurement } from './measurement-log';

const read = (wells: number): Omit<Measurement, 'n'> => {
  const truth = { volume: 1, od: 1, cfuPerMillilitre: 0, nutrient: 0, iptg: 0, induction: 0, product: 0, spilled: 0, evaporated: 0 };
  const names = Array.from({ length: wells }, (_, index) => [`A${index + 1}`, truth]);
  return {
    atLab: '2026-01-05T00:00:00.000Z',
    labware: 'p',
    run: null,
    name: null,
    kind: 'absorbance',
    wells: Object.fromEntries(names) as Measurement['wells'],
  };
};

describe('the log of measurements', () => {
  it('gives those after a number, in their order', () => {
    const subject = new MeasurementLog();
    for (let n = 0; n < 3; n += 1) subject.add(read(1));
    expect(subject.after(0).map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(subject.after(2).map(({ n }) => n)).toEqual([3]);
    expect(subject.after(3)).toEqual([]);
  });

  it.each([
    [1, 6_000, 5_000],
    [384, 400, 260],
  ])('with %d wells a read keeps the newest of %d reads: %d', (wells, reads, kept) => {
    const subject = new MeasurementLog();
    for (let n = 0; n < reads; n += 1) subject.add(read(wells));
    expect(subject.after(0)).toHaveLength(kept);
    expect(subject.after(0).at(-1)?.n).toBe(reads);
  });
});
