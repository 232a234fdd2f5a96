import { demo } from './demo-process';

describe('the demo that cannot do what it is told', () => {
  it('when an instrument stops answering, ends with 1 and says which, what was asked, and what the run does now', async () => {
    const { code, text } = await demo('--protocol', 'warm-shake', '--fault', 'heater-shaker.dropReplies');
    expect(code).toBe(1);
    expect(text).toContain('Outcome: held');
    expect(text).toMatch(/heater-shaker \(serial:\S+\): no reply to \S+ in \d+ ms/);
    expect(text).toContain('nothing more of it is sent to any instrument');
  }, 120_000);

  it.each([
    [['--protocol', 'none'], 'the library has no such protocol; it has bradford, colony-pick-overnight, dye-calibration'],
    [['--fault', 'toaster.smoke', '--protocol', 'warm-shake'], 'toaster'],
  ])(
    'when told %j, says what there is and ends with 2',
    async (args, words) => {
      const { code, text } = await demo(...args);
      expect([code, text.includes(words)]).toEqual([2, true]);
    },
    120_000,
  );
});
