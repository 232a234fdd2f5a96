import { LINE_FAILURES, quarantineFor, type HealthTrouble } from './health';

const line = (at: number): HealthTrouble => ({ kind: 'line', at, what: `unplugged at ${at}` });
const often = (everyMs: number) => Array.from({ length: LINE_FAILURES.count }, (_, index) => line(index * everyMs));

describe('quarantineFor', () => {
  it.each(['hang', 'stop_unconfirmed'] as const)('when there was one %s, gives its words as the reason', (kind) => {
    expect(quarantineFor([line(1), { kind, at: 2, what: 'M3 S500 never ended' }], 3)).toBe('M3 S500 never ended');
  });

  it('when another device answered once, waits for what it says next; twice within a minute, gives its words', () => {
    const stranger = (at: number): HealthTrouble => ({ kind: 'identity', at, what: `SN-2 answered at ${at}` });
    expect(quarantineFor([stranger(1)], 2)).toBeNull();
    expect(quarantineFor([stranger(1), stranger(70_000)], 70_001)).toBeNull();
    expect(quarantineFor([stranger(1), stranger(300)], 301)).toBe('SN-2 answered at 300');
  });

  it('when the line broke off as often as allowed, or more often but long ago, trusts it', () => {
    expect(quarantineFor([], 0)).toBeNull();
    expect(quarantineFor(often(1_000).slice(1), 10_000)).toBeNull();
    expect(quarantineFor(often(1_000), LINE_FAILURES.withinMs + 1)).toBeNull();
  });

  it('when the line broke off too often in the time, says how often and why at last', () => {
    expect(quarantineFor(often(1_000), 10_000)).toBe(
      'its line broke off 8 times in 5 min; look at cable and power. The last time: unplugged at 7000',
    );
  });
});
