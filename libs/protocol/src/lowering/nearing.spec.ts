import { verbCall, type Nearing } from '@labwright/domain';
import { embeddedLab } from '../fixtures/embedded-lab';
import { nearingMs, nearValues } from './nearing';

const seconds = (ms: number): number => Math.round(ms / 1_000);

describe('the time to a set point', () => {
  const exponential: Nearing = {
    parameter: 'target',
    up: { timeConstantMs: 1_200_000 },
    down: { timeConstantMs: 2_400_000, to: 'target' },
  };
  const limited: Nearing = {
    parameter: 'target',
    up: { timeConstantMs: 1_500_000, rise: 195 },
    down: { timeConstantMs: 1_500_000, to: 'room' },
  };

  it('is none within the tolerance', () => {
    expect(nearingMs(exponential, 36.6, 37, 0.5)).toBe(0);
    expect(nearingMs(exponential, 37.5, 37, 0.5)).toBe(0);
  });

  it('of a heater whose power falls off with the distance left, is its time constant for each factor of e', () => {
    expect(seconds(nearingMs(exponential, 22, 37, 15 / Math.E))).toBe(1_200);
    expect(seconds(nearingMs(exponential, 37, 30, 7 / Math.E))).toBe(2_400);
  });

  it('of a heater at full power, is nearly the distance over its speed', () => {
    // 0.13 Cel a second, less what the room takes away.
    expect(seconds(nearingMs(limited, 22, 37, 0.5))).toBe(116);
    expect(seconds(nearingMs(limited, 22, 45, 0.5))).toBe(seconds(1_500_000 * Math.log(195 / 172.5)));
  });

  it('of what the room alone would never bring, is a day', () => {
    expect(nearingMs(limited, 37, 21, 0.5)).toBe(86_400_000);
    expect(nearingMs(limited, 22, 300, 0.5)).toBe(86_400_000);
  });
});

describe('verbs that near a value', () => {
  const incubator = embeddedLab.instruments.find(({ id }) => id === 'incubator')?.manifest;
  const shaker = embeddedLab.instruments.find(({ id }) => id === 'heater-shaker')?.manifest;
  if (!incubator || !shaker) throw new Error('the embedded lab of the specs lacks an instrument');
  const warm = (target: number) => verbCall('ensureTemperature', { target }, { target: 0.5 });

  it('take the way from where the last one left it', () => {
    const first = nearValues(incubator, 'incubator', [warm(37)], new Map());
    expect(seconds(3_600_000 + first.moreMs)).toBe(seconds(1_200_000 * Math.log(30)));
    const again = nearValues(incubator, 'incubator', [warm(37)], first.values);
    expect(3_600_000 + again.moreMs).toBe(0);
    const down = nearValues(incubator, 'incubator', [warm(30)], first.values);
    expect(seconds(3_600_000 + down.moreMs)).toBe(seconds(2_400_000 * Math.log(14)));
  });

  it('begin at the room again once they are off', () => {
    const { values } = nearValues(shaker, 'heater-shaker', [warm(45), verbCall('ensureTemperatureOff')], new Map());
    expect(values.size).toBe(0);
  });

  it('are those of one instrument', () => {
    const { values } = nearValues(shaker, 'heater-shaker', [warm(45)], new Map([['other ensureTemperature', 30]]));
    expect(Object.fromEntries(values)).toEqual({ 'other ensureTemperature': 30, 'heater-shaker ensureTemperature': 45 });
  });
});
