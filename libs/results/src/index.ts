export type { Axis, Figure, PlateFigure, PlateWell, XyFigure, XyMark, XyPoint, XySeries } from './figure';
export type { AnalysisResult, ResultFlag, ResultValue } from './result';
export { resultsOf } from './results-of';
export type { BroughtNumber, RunRecord, SavedValue } from './run-record';
