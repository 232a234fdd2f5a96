import { canonicalUnit } from '@labwright/domain';
import { typeOfLabware, type Compilation } from '../compilation';
import type { Quantities } from './quantities';

/** No operation asks for more than its labware bears, and no well gets more than it holds in one transfer. */
export function checkLabwareLimits(compilation: Compilation, quantities: Quantities): void {
  const { tree, report } = compilation;
  for (const { step, path: at } of tree.nodes) {
    if (step.kind === 'operation' && step.labware !== undefined) {
      const type = typeOfLabware(compilation, step.labware);
      for (const name of type ? Object.keys(step.with ?? {}) : []) {
        const path = [...at, 'with', name];
        const quantity = quantities.at(path);
        const limit =
          quantity?.kind === 'temperature'
            ? type?.maxTemperature
            : quantity?.kind === 'rotational_speed' && step.capability !== 'stirring'
              ? type?.maxSpeed
              : undefined;
        if (!quantity || limit === undefined || quantity.value <= limit) continue;
        const unit = canonicalUnit(quantity.kind);
        const allowed = [`up to ${limit} ${unit}`];
        report('E_LABWARE', path, `"${step.labware}" is a ${type?.id}, which bears ${name} ${allowed[0]}, not ${quantity.value} ${unit}`, {
          allowed,
        });
      }
    }
    for (const [j, transfer] of ((step.kind === 'operator' && step.transfers) || []).entries()) {
      const type = typeOfLabware(compilation, transfer.to);
      const path = [...at, 'transfers', j, 'volume'];
      const volume = quantities.at(path)?.value;
      if (!type || volume === undefined || volume <= type.wellVolume.max) continue;
      const allowed = [`up to ${type.wellVolume.max} uL`];
      report('E_LABWARE', path, `a well of "${transfer.to}" holds ${allowed[0]}, not ${volume} uL`, { allowed });
    }
  }
}
