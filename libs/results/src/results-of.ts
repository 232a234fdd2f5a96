import type { PlanAnalysis } from '@labwright/protocol';
import { standardCurveFindings } from './standard-curve-findings';
import { doseResponseFindings } from './dose-response-findings';
import { micFindings } from './mic-findings';
import { colonyCountFindings } from './colony-count-findings';
import { dispensingFindings } from './dispensing-findings';
import { linearityFindings } from './linearity-findings';
import { assayQualityFindings } from './assay-quality-findings';
import { plateUniformityFindings } from './plate-uniformity-findings';
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
    case 'standard_curve':
      return standardCurveFindings(view, analysis);
    case 'dose_response':
      return doseResponseFindings(view, analysis);
    case 'mic':
      return micFindings(view, analysis);
    case 'colony_count':
      return colonyCountFindings(view, analysis);
    case 'reporter':
      return reporterFindings(view, analysis);
    case 'dispensing':
      return dispensingFindings(view, analysis);
    case 'linearity':
      return linearityFindings(view, analysis);
    case 'assay_quality':
      return assayQualityFindings(view, analysis);
    case 'plate_uniformity':
      return plateUniformityFindings(view, analysis);
    case 'yield':
      return yieldFindings(view, analysis);
  }
}
