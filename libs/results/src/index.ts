export type { Axis, Figure, PlateFigure, PlateWell, XyFigure, XyMark, XyPoint, XySeries } from './figure';
export type { AnalysisResult, ResultFlag, ResultValue } from './result';
