import { seriesToPlot, summaryOf, type Sample } from './plot-series';

const START = Date.parse('2026-11-01T10:00:00.000Z');
const sample = (minutes: number, well: string, value: number | null, quality = 'ok'): Sample => ({
  well,
  value,
  unit: '{AU}',
  quality,
  atLab: new Date(START + minutes * 60_000).toISOString(),
  stepInstance: 'read',
});

describe('seriesToPlot', () => {
  it('of a plate, is the median of all good wells of each reading, over hours', () => {
    const samples = [sample(60, 'A1', 1), sample(60, 'A2', 2), sample(60, 'A3', 9), sample(180, 'A1', 4), sample(180, 'A2', 99, 'flagged')];
    const [series] = seriesToPlot(samples, [], START);
    expect(series).toEqual({
      label: 'median of all wells',
      xUnit: 'h',
      points: [
        { x: 1, y: 2 },
        { x: 3, y: 4 },
      ],
    });
  });

  it('of named wells, is one series each; a well without a good value has none', () => {
    const series = seriesToPlot([sample(1, 'A1', 1), sample(2, 'A1', 2), sample(1, 'A2', null)], ['A1', 'A2'], START);
    expect(series).toEqual([
      {
        label: 'A1',
        xUnit: 'min',
        points: [
          { x: 1, y: 1 },
          { x: 2, y: 2 },
        ],
      },
    ]);
    expect(series.map((it) => summaryOf(it, '{AU}'))).toEqual(['2 values, 1 to 2, last 2 {AU}']);
  });

  it('of an instrument that reads every second, is every value', () => {
    expect(seriesToPlot([sample(0.1, '', 20), sample(0.2, '', 21)], [], START)[0]?.points).toHaveLength(2);
  });
});
