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
export { REPORT_POLICY, renderReport } from './page';
