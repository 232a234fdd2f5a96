export type {
  CurvePoint,
  CurveSeries,
  ReportCurve,
  ReportDeviation,
  ReportEvidence,
  ReportInstrument,
  ReportPlate,
  ReportTask,
  RunReportDocument,
} from './document';
export { thinned } from './draw/thin';
export { REPORT_POLICY, renderReport } from './page';
