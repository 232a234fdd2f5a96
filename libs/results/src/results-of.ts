import type { PlanAnalysis } from '@labwright/protocol';
import type { Findings } from './findings';
import { growthRateFindings } from './growth-rate-findings';
import { RecordView } from './record-view';
import { reporterFindings } from './reporter-findings';
import type { AnalysisResult } from './result';
import type { RunRecord } from './run-record';
import { yieldFindings } from './yield-findings';

const TITLES: { readonly [K in PlanAnalysis['kind']]: string } = {
  growth_rate: 'Growth rate',
  standard_curve: 'Standard curve',
  dose_response: 'Dose response',
  mic: 'Minimum inhibitory concentration',
  colony_count: 'Colony count',
  reporter: 'Reporter',
  dispensing: 'Dispensed volumes',
  linearity: 'Linearity',
  assay_quality: 'Assay quality',
  plate_uniformity: 'Plate uniformity',
  yield: 'Yield',
};

/**
 * What the analyses of a run's plan come to, in their order, from what there is on the record so far. The same record gives the same results in
 * whatever order its readings come. What cannot be determined is said in words; no number of a result is other than finite.
 */
export function resultsOf(record: RunRecord): readonly AnalysisResult[] {
  const view = new RecordView(record);
  return record.analyses.map((analysis) => {
    const { figures, ...findings } = findingsOf(view, analysis);
    const title = analysis.title ?? TITLES[analysis.kind];
    return { id: analysis.id, kind: analysis.kind, title, ...findings, figures: figures.filter((figure) => figure !== null) };
  });
}

function findingsOf(view: RecordView, analysis: PlanAnalysis): Findings {
  switch (analysis.kind) {
    case 'growth_rate':
      return growthRateFindings(view, analysis);
    case 'reporter':
      return reporterFindings(view, analysis);
    case 'yield':
      return yieldFindings(view, analysis);
    default:
      return {
        main: null,
        values: [],
        insufficient: `an analysis of the kind ${analysis.kind} is not computed`,
        method: '',
        flags: [],
        figures: [],
        simulated: false,
      };
  }
}
