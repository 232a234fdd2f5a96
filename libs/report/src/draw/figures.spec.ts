import type { PlateFigure, XyFigure } from '@labwright/results';
import { GROWTH, STANDARD_CURVE, UNIFORMITY } from '../fixtures/results';
import { DOCUMENT } from '../fixtures/document';
import { plateFigure } from './plate-figure';
import { timelineFigure } from './timeline-figure';
import { xyFigure } from './xy-figure';

const textsOf = (markup: string) => [...markup.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
const countOf = (markup: string, part: string) => markup.split(part).length - 1;

describe('figures of a report', () => {
  const curve = STANDARD_CURVE.figures[0] as XyFigure;
  const plate = UNIFORMITY.figures[0] as PlateFigure;

  it('a curve has its axes with units in words, its marks, its key, its residuals and its numbers', () => {
    const subject = xyFigure(curve, { id: 'f1' }).toString();
    expect(textsOf(subject)).toEqual(
      expect.arrayContaining(['Concentration (µg/mL)', 'Absorbance at 450 nm (AU)', 'LOQ 0.063 µg/mL', 'blank + 3 SD', 'Residual', '0']),
    );
    expect(subject).toContain(
      '<desc id="f1-desc">Absorbance at 450 nm (AU) against Concentration (µg/mL). 95 % band of the fit: 40 points of a line',
    );
    expect(subject).toMatch(/Standards<\/li>/);
    expect(subject).toContain('flagged: left out of the fit, or doubtful');
    expect(subject).toContain('The 18 numbers behind this figure');
    expect(subject).toContain('0 stands half a decade below the lowest value');
    expect(subject).toMatch(/<td class="left">C4<\/td>.*flagged/s);
  });

  it('without a fit there is no plot of residuals, and where the analysis has its own none is added', () => {
    const bare = { ...curve, series: curve.series.filter(({ style }) => style === 'points') };
    expect(textsOf(xyFigure(bare, { id: 'f1' }).toString())).not.toContain('Residual');
    expect(textsOf(xyFigure(curve, { id: 'f1', residuals: false }).toString())).not.toContain('Residual');
  });

  it('the same figure gives the same bytes, whatever was drawn before, and two figures share no name', () => {
    const first = xyFigure(curve, { id: 'f1' }).toString();
    xyFigure(GROWTH.figures[0] as XyFigure, { id: 'f2' });
    expect(xyFigure(curve, { id: 'f1' }).toString()).toBe(first);
    expect(first).not.toMatch(/zr\d|<style|class="zr|ecmeta|CDATA/);
    for (const [, id] of first.matchAll(/ id="([^"]*)"/g)) expect(id).toMatch(/^f1-/);
  });

  it('a long series is thinned and says so', () => {
    const points = Array.from({ length: 3_000 }, (_, i) => ({ x: i, y: Math.sin(i / 100) }));
    const long: XyFigure = {
      ...curve,
      x: { label: 'Time', unit: 's', scale: 'linear' },
      marks: [],
      series: [{ name: 'all', group: 'a', style: 'line', points }],
    };
    const subject = xyFigure(long, { id: 'f1', exportHint: 'labwright readings export abc' }).toString();
    expect(subject).toContain('thinned to 400 points');
    expect(subject).toContain('2700 more rows are in the export: labwright readings export abc');
    expect(subject.length).toBeLessThan(120_000);
  });

  it('when nothing has a place on an axis, draws it empty and says how many points that are', () => {
    const none: XyFigure = { ...curve, y: { ...curve.y, scale: 'log' }, marks: [], series: [{ name: 'all', group: 'a', style: 'points', points: [{ x: 1, y: 2 }, { x: 1, y: -2 }, { x: -1, y: 1 }] }] }; // prettier-ignore
    expect(xyFigure(none, { id: 'f1' }).toString()).toContain('2 points have no place on a logarithmic axis');
  });

  it('a plate has its heads, values with as many decimals, crossed wells, and the samples', () => {
    const subject = plateFigure(plate, { id: 'p1' }).toString();
    expect(textsOf(subject)).toEqual(expect.arrayContaining(['A', 'H', '1', '12', '0.513', '0.520', '0.783']));
    expect(subject).toContain('Flagged: H12.');
    expect(subject).toContain('nothing good was read');
    expect(subject).toContain('dye: A2 to A12, B1 to B12');
    expect(subject).toContain('The 95 wells of this plate');
  });

  it('a plate of 384 wells keeps its letters', () => {
    const wells = Object.fromEntries(
      Array.from({ length: 384 }, (_, i) => [
        `${String.fromCharCode(65 + Math.floor(i / 24))}${(i % 24) + 1}`,
        { value: i, role: null, sample: null },
      ]),
    );
    const subject = textsOf(plateFigure({ ...plate, rows: 16, columns: 24, wells }, { id: 'p1' }).toString());
    expect(subject).toEqual(expect.arrayContaining(['P', '24']));
  });

  it('the timeline has a lane for each person and instrument, and signs for what went wrong', () => {
    const { items, holds, pauses } = DOCUMENT.timeline;
    const { startedLab, endedLab } = DOCUMENT.outcome;
    const subject = timelineFigure({ id: 't1', items, holds, pauses, start: startedLab!, end: endedLab!, numbers: null }).toString();
    expect(textsOf(subject)).toEqual(
      expect.arrayContaining(['technician (grace)', 'incubator', 'reader', 'the run itself', 'Lab time since the start (h)']),
    );
    for (const said of ['deviation', 'trouble', 'waited for something', 'the run stood still']) expect(subject).toContain(said);
    expect(subject).toContain('The run was held once.');
    expect(countOf(subject, '#B23A00')).toBeGreaterThanOrEqual(2);
  });
});
