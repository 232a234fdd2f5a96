import { sparkline } from './sparkline';
import { textPlot } from './text-plot';

const options = { width: 10, height: 5, xUnit: 'h', yUnit: 'OD' };

describe('textPlot', () => {
  it('draws a line from the lowest to the highest value between labelled axes', () => {
    const points = Array.from({ length: 5 }, (_, i) => ({ x: i, y: i }));
    expect(textPlot([points], options)).toEqual([
      '        OD',
      '         4 ┤         •',
      '           ┤       •',
      '           ┤     •',
      '           ┤  •',
      '         0 ┤•',
      '           └──────────',
      '            0      4 h',
    ]);
  });

  it('on a logarithmic axis, leaves out what is not above 0', () => {
    const lines = textPlot(
      [
        [
          { x: 0, y: -1 },
          { x: 1, y: 0.01 },
          { x: 2, y: 0.1 },
          { x: 3, y: 1 },
        ],
      ],
      { ...options, logarithmic: true },
    );
    expect([lines?.[1], lines?.[3], lines?.[5]]).toEqual(['         1 ┤         •', '           ┤     •', '      0.01 ┤•']);
  });

  it('when all values are alike, is drawn all the same', () => {
    expect(
      textPlot(
        [
          [
            { x: 0, y: 3 },
            { x: 1, y: 3 },
          ],
        ],
        options,
      ),
    ).toHaveLength(8);
  });

  it('when there are a hundred thousand points, is drawn all the same', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => ({ x: i, y: Math.sin(i) }));
    expect(textPlot([many], options)).toHaveLength(8);
  });

  it('when there are fewer than two points, is nothing', () => {
    expect(textPlot([[{ x: 0, y: 3 }]], options)).toBeNull();
  });
});

describe('sparkline', () => {
  it.each([
    [[1, 2, 3, 8], '▁▂▃█'],
    [[5, 5], '▁▁'],
    [[5], ''],
    [[], ''],
  ])('of %j is %s', (values, text) => {
    expect(sparkline(values)).toBe(text);
  });

  it('shows the last values only', () => {
    expect(sparkline([100, 1, 2], 2)).toBe('▁█');
  });
});
