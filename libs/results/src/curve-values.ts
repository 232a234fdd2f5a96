import type { FittedCurve, Parameter } from '@labwright/analysis';
import { resultValue } from './findings';
import type { ResultValue } from './result';

/** UCUM of one unit over another. */
export function per(unit: string, other: string): string {
  return other === '' || other === '1' ? unit : `${unit}/${/[./]/.test(other) ? `(${other})` : other}`;
}

/** Parameters of a curve with their intervals, and how well it fits. */
export function curveValues(curve: FittedCurve, units: { readonly x: string; readonly y: string }): readonly ResultValue[] {
  const of = (name: string, label: string, unit: string, { value, interval }: Parameter): ResultValue =>
    resultValue({ name, label, unit, value, ...interval, confidence: curve.confidence });
  const { lackOfFit } = curve;
  const fit = [
    resultValue({ name: 'r_squared', label: 'R squared', unit: '1', value: curve.rSquared }),
    resultValue({ name: 'residual_deviation', label: 'Scatter about the curve', unit: units.y, value: curve.residualDeviation }),
    ...(lackOfFit ? [resultValue({ name: 'lack_of_fit', label: 'P value of lack of fit', unit: '1', value: lackOfFit.pValue })] : []),
  ];
  if (curve.model === 'four_parameter')
    return [
      of('lower', 'Lower plateau', units.y, curve.lower),
      of('upper', 'Upper plateau', units.y, curve.upper),
      of('hill', 'Hill slope', '1', curve.hill),
      ...fit,
    ];
  const slope = per(units.y, units.x);
  return [
    of('intercept', 'Intercept', units.y, curve.intercept),
    of('slope', 'Slope', slope, curve.slope),
    ...(curve.curvature ? [of('curvature', 'Curvature', per(slope, units.x), curve.curvature)] : []),
    ...fit,
  ];
}
