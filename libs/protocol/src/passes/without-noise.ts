/** Takes the noise out of a conversion: 318.15 K is 45 Cel, not 44.99999999999994. */
export function withoutNoise(value: number): number {
  return Number(value.toPrecision(12));
}
