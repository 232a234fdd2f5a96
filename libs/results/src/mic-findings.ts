import { micOfReplicates, type Insufficient, type MicControls, type MicOfReplicates } from '@labwright/analysis';
import type { AnalysisWell, PlanAnalysis } from '@labwright/protocol';
import { mainOf, resultValue, type Findings } from './findings';
import { plateMap, plateReading, type PlateReading } from './plate-reading';
import type { RecordView } from './record-view';
import type { ResultFlag, ResultValue } from './result';
import { groupsOf, type WellGroup } from './well-groups';
import { xyFigure } from './xy-figure';

type MicAnalysis = Extract<PlanAnalysis, { kind: 'mic' }>;
interface Call extends WellGroup {
  readonly mic: MicOfReplicates | Insufficient;
}

const THRESHOLD = 0.1;

/** The lowest dose without growth of each sample; its main value is that of the first. */
export function micFindings(view: RecordView, analysis: MicAnalysis): Findings {
  const { reading, wells, growthControl, sterileControl = [], threshold = THRESHOLD } = analysis;
  const unit = analysis.nominalUnit ?? '';
  const all = [...wells, ...growthControl, ...sterileControl];
  const read = plateReading(view, reading, all);
  const calls = groupsOf(wells).map((group): Call => ({ ...group, mic: callOf(read, group, analysis) }));
  const values = calls.map((call) => valueOf(call, unit));
  const grown = calls.flatMap(({ mic }) => (mic.kind === 'ok' ? (mic.series[0]?.growsAbove ?? []) : []))[0];
  return {
    ...mainOf(values[0], 'nothing was read'),
    values: [...values, ...calls.flatMap((call) => spreadOf(call, unit))],
    method:
      `The lowest dose above every dose that grew (ISO 20776-1, CLSI M07). A well has grown where its reading, less that of the sterile control, is more than ${threshold} of the growth control's. ` +
      `One skipped well is passed over and told, more make a series unreadable. Of replicates the commonest counts, of equally common ones the higher. ${read.words}`.trim(),
    flags: [...calls.flatMap(flagsOf), ...read.flags],
    figures: [
      xyFigure({
        id: 'growth',
        title: `${reading} over the dose`,
        x: { label: 'Dose', unit, scale: 'log' },
        y: { label: reading, unit: read.unit, scale: 'linear' },
        series: calls.map(({ name, wells: own }) => ({
          name,
          style: 'points',
          group: name,
          points: read.of(own).map(({ well, nominal, value }) => ({ x: nominal ?? 0, y: value, well })),
        })),
        marks: [
          ...(grown === undefined ? [] : [{ axis: 'y', at: grown, label: 'grows above' } as const]),
          ...calls.flatMap(({ name, mic }) => (mic.kind === 'ok' ? [{ axis: 'x', at: mic.mode, label: `MIC ${name}` } as const] : [])),
        ],
      }),
      plateMap(view.labware(analysis.labware), read, all),
    ],
    simulated: view.isSimulated(reading),
  };
}

function callOf(
  read: PlateReading,
  { name, wells }: WellGroup,
  { growthControl, sterileControl, threshold = THRESHOLD }: MicAnalysis,
): MicOfReplicates | Insufficient {
  const doses = read
    .of(wells)
    .flatMap(({ nominal, value }) => (nominal !== null && nominal > 0 ? [{ dose: nominal, reading: value }] : []));
  const controls: MicControls = {
    growth: controlOf(read, growthControl, name),
    ...(sterileControl && sterileControl.length > 0 ? { sterile: controlOf(read, sterileControl, name) } : {}),
    threshold,
  };
  return micOfReplicates(doses, controls);
}

/** The wells of a control that are of the same sample; all of it where there is none. */
function controlOf(read: PlateReading, control: readonly AnalysisWell[], sample: string): readonly number[] {
  const own = control.filter((well) => well.sample === sample);
  return read.of(own.length > 0 ? own : control).map(({ value }) => value);
}

function valueOf({ name, mic }: Call, unit: string): ResultValue {
  const given = { name: 'mic', label: 'Minimum inhibitory concentration', of: name, unit };
  if (mic.kind !== 'ok') return resultValue({ ...given, value: null, note: mic.why });
  const replicates = mic.series.length > 1 ? `of ${mic.series.length} series, ${mic.lowest} to ${mic.highest} ${unit}` : 'of one series';
  const end =
    mic.beyond === 'below' ? 'no dose grew: it is this or less; ' : mic.beyond === 'above' ? 'all doses grew: it is more than this; ' : '';
  return resultValue({ ...given, value: mic.mode, beyond: mic.beyond, note: `${end}${replicates}` });
}

function spreadOf({ name, mic }: Call, unit: string): readonly ResultValue[] {
  if (mic.kind !== 'ok' || mic.series.length < 2) return [];
  return [
    ...(mic.geometricMean === null
      ? []
      : [resultValue({ name: 'mic_geometric_mean', label: 'Geometric mean of the series', of: name, unit, value: mic.geometricMean })]),
    resultValue({ name: 'mic_doublings', label: 'Spread of the series, doublings', of: name, unit: '1', value: mic.doublings }),
  ];
}

function flagsOf({ name, wells, mic }: Call): readonly ResultFlag[] {
  if (mic.kind !== 'ok') return [];
  const flag = (what: ResultFlag['what'], why: string): ResultFlag => ({ well: null, sample: name, what, why });
  return [
    ...(mic.beyond
      ? [flag('out_of_range', mic.beyond === 'above' ? 'it grew at the highest dose' : 'it did not grow at the lowest dose')]
      : []),
    ...mic.series.flatMap(({ skippedDose }): ResultFlag[] => {
      if (skippedDose === null) return [];
      const well = wells.find(({ nominal }) => nominal === skippedDose)?.well ?? null;
      return [{ well, sample: name, what: 'outlier', why: `no growth at ${skippedDose}, and growth above: the well was passed over` }];
    }),
    ...mic.unreadable.map((why) => flag('excluded', why)),
    ...(mic.doublings > 1 ? [flag('other', `the series differ by ${mic.doublings.toFixed(0)} doublings; 1 is what a good test has`)] : []),
  ];
}
