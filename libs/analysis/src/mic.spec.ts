import * as fc from 'fast-check';
import { callMic, micOfReplicates, type MicWell } from './index';

const DOSES = [0.25, 0.5, 1, 2, 4, 8, 16, 32];
const CONTROLS = { growth: [0.9, 1, 1.1], sterile: [0.05, 0.05] };
const wells = (grows: (dose: number) => boolean): MicWell[] => DOSES.map((dose) => ({ dose, reading: grows(dose) ? 0.8 : 0.06 }));

describe('callMic', () => {
  it('is the lowest dose without growth, in whatever order the wells come', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: DOSES.length - 1 }), fc.shuffledSubarray(DOSES, { minLength: 8 }), (step, order) => {
        const series = order.map((dose) => ({ dose, reading: dose < (DOSES[step] ?? 0) ? 0.8 : 0.06 }));
        expect(callMic(series, CONTROLS)).toMatchObject({ value: DOSES[step], beyond: null, skippedDose: null });
      }),
    );
  });

  it('when all wells grow is above the highest dose, when none grows at or below the lowest', () => {
    expect(
      callMic(
        wells(() => true),
        CONTROLS,
      ),
    ).toMatchObject({ value: 32, beyond: 'above' });
    expect(
      callMic(
        wells(() => false),
        CONTROLS,
      ),
    ).toMatchObject({ value: 0.25, beyond: 'below' });
  });

  it('when one well below growth is skipped, reads above both and names it', () => {
    expect(
      callMic(
        wells((dose) => dose <= 4 && dose !== 1),
        CONTROLS,
      ),
    ).toMatchObject({ value: 8, skippedDose: 1 });
  });

  it('when two wells are skipped, asks for the series again', () => {
    const result = callMic(
      wells((dose) => dose <= 4 && dose !== 1 && dose !== 2),
      CONTROLS,
    );
    expect(result).toEqual({ kind: 'insufficient', why: '2 doses below one with growth show none (1, 2): repeat the series' });
  });

  it('when the growth control did not grow, calls nothing', () => {
    expect(
      callMic(
        wells(() => false),
        { growth: [0.07], sterile: [0.05] },
      ),
    ).toEqual({
      kind: 'insufficient',
      why: 'the growth control did not grow: it is 0.0200 above the sterile one, 0.1 is needed',
    });
  });

  it('counts a well as grown by the threshold given', () => {
    const faint = DOSES.map((dose) => ({ dose, reading: dose < 4 ? 0.9 : dose < 16 ? 0.2 : 0.06 }));
    expect(callMic(faint, CONTROLS)).toMatchObject({ value: 16 });
    expect(callMic(faint, { ...CONTROLS, threshold: 0.2 })).toMatchObject({ value: 4 });
  });

  it('without readings says so, and refuses two wells of a dose', () => {
    expect(callMic([{ dose: 1, reading: Number.NaN }], CONTROLS).kind).toBe('insufficient');
    expect(callMic([{ dose: 1, reading: 1 }], CONTROLS).kind).toBe('insufficient');
    expect(
      callMic(
        wells(() => true),
        { growth: [Number.NaN] },
      ).kind,
    ).toBe('insufficient');
    expect(() => callMic([...wells(() => true), ...wells(() => true)], CONTROLS)).toThrow(RangeError);
    expect(() =>
      callMic(
        wells(() => true),
        { ...CONTROLS, threshold: 1 },
      ),
    ).toThrow(RangeError);
  });
});

describe('micOfReplicates', () => {
  const series = (mic: number): MicWell[] => wells((dose) => dose < mic);

  it('takes the commonest MIC, and tells the spread', () => {
    expect(micOfReplicates([...series(4), ...series(4), ...series(8)], CONTROLS)).toMatchObject({
      mode: 4,
      beyond: null,
      lowest: 4,
      highest: 8,
      doublings: 1,
      geometricMean: expect.closeTo((4 * 4 * 8) ** (1 / 3), 9),
      unreadable: [],
    });
  });

  it('of two that differ takes the higher', () => {
    expect(micOfReplicates([...series(4), ...series(8)], CONTROLS)).toMatchObject({ mode: 8 });
  });

  it('when one series ends beyond its doses, has no geometric mean; when one is unreadable, says why', () => {
    const mixed = micOfReplicates([...series(4), ...series(64), ...series(64), ...wells((dose) => dose === 32)], CONTROLS);
    expect(mixed).toMatchObject({
      mode: 32,
      beyond: 'above',
      geometricMean: null,
      unreadable: [expect.stringContaining('repeat the series')],
    });
  });

  it('when none is readable, says why', () => {
    expect(micOfReplicates(series(4), { growth: [0] }).kind).toBe('insufficient');
    expect(micOfReplicates([], CONTROLS)).toEqual({ kind: 'insufficient', why: 'there is no well' });
  });
});
