import { assayQuality } from '@labwright/analysis';
import type { PlanAnalysis } from '@labwright/protocol';
import { mainOf, resultValue, type Findings } from './findings';
import { outlierFlags, plateMap, plateReading } from './plate-reading';
import type { RecordView } from './record-view';
import { xyFigure } from './xy-figure';

type AssayQualityAnalysis = Extract<PlanAnalysis, { kind: 'assay_quality' }>;

/** Z' of the controls, and what else tells them apart. */
export function assayQualityFindings(view: RecordView, { reading, positive, negative, labware }: AssayQualityAnalysis): Findings {
  const all = [...positive, ...negative];
  const read = plateReading(view, reading, all);
  const controls = [
    { name: 'positive control', wells: read.of(positive) },
    { name: 'negative control', wells: read.of(negative) },
  ] as const;
  const [plus, minus] = controls.map(({ wells }) => wells.map(({ value }) => value));
  const quality = assayQuality(plus ?? [], minus ?? []);
  const main = quality.kind === 'ok' ? resultValue({ name: 'z_prime', label: "Z'", unit: '1', value: quality.zPrime }) : undefined;
  return {
    ...mainOf(main, quality.kind === 'ok' || !read.taken ? 'nothing was read' : quality.why),
    values:
      quality.kind === 'ok' && main
        ? [
            main,
            resultValue({
              name: 'signal_window',
              label: 'Signal window, in deviations of the higher control',
              unit: '1',
              value: quality.signalWindow,
              ...(quality.signalWindow === null ? { note: 'the higher control does not scatter' } : {}),
            }),
            resultValue({
              name: 'signal_to_background',
              label: 'Signal to background',
              unit: '1',
              value: quality.signalToBackground,
              ...(quality.signalToBackground === null ? { note: 'the mean of the lower control is not above 0' } : {}),
            }),
            ...(['positive', 'negative'] as const).map((name) =>
              resultValue({
                name: 'mean',
                label: 'Mean of a control',
                of: `${name} control`,
                unit: read.unit,
                value: quality[name].mean,
                note: `of ${quality[name].count} wells`,
              }),
            ),
          ]
        : [],
    method:
      `Z' = 1 - 3 (s+ + s-) / |mean+ - mean-| (Zhang, Chung, Oldenburg 1999): 0.5 or more is excellent, 0 or less means that the controls are not told apart. No interval. ${read.words}`.trim(),
    flags: [...read.flags, ...controls.flatMap(({ name, wells }) => outlierFlags(wells, `the ${name}`))],
    figures: [
      xyFigure({
        id: 'controls',
        title: `${reading} of the controls`,
        x: { label: 'Well, in the order of the plate', unit: '', scale: 'linear' },
        y: { label: reading, unit: read.unit, scale: 'linear' },
        series: controls.map(({ name, wells }) => ({
          name,
          style: 'points',
          group: name,
          points: wells.map(({ well, value }, i) => ({ x: i + 1, y: value, well })),
        })),
        marks:
          quality.kind === 'ok'
            ? [
                { axis: 'y', at: quality.positive.mean, label: 'mean of the positive control' },
                { axis: 'y', at: quality.negative.mean, label: 'mean of the negative control' },
              ]
            : [],
      }),
      plateMap(view.labware(labware), read, all),
    ],
    simulated: view.isSimulated(reading),
  };
}
