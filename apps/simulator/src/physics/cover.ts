import { LabError } from '@labwright/domain';

/** What lies on labware. Parts are of what an open vessel has. */
export interface Cover {
  readonly evaporation: number;
  readonly oxygen: number;
  /** AU that the light loses in it. */
  readonly absorbance: number;
}

/**
 * Covers of the labware catalogue. Films differ widely: Sieben, Giese, Grosch, Kauffmann, Buchs, Biotechnol J 2016, doi 10.1002/biot.201600054, measured
 * twelve and found few both tight and open enough. The numbers are chosen within their range; breathable film scatters light unless it is a clear one, foil
 * stops it.
 */
const COVERS: Readonly<Record<string, Cover>> = {
  none: { evaporation: 1, oxygen: 1, absorbance: 0 },
  lid: { evaporation: 0.15, oxygen: 0.9, absorbance: 0.05 },
  'breathable-film': { evaporation: 0.2, oxygen: 0.8, absorbance: 0.9 },
  'clear-breathable-film': { evaporation: 0.2, oxygen: 0.8, absorbance: 0.1 },
  'optical-film': { evaporation: 0.02, oxygen: 0.05, absorbance: 0.06 },
  // A vented cap is made for oxygen; foil that is laid over a neck is loose. Both chosen.
  'vented-cap': { evaporation: 0.5, oxygen: 0.9, absorbance: 0 },
  foil: { evaporation: 0.5, oxygen: 0.6, absorbance: 6 },
  'foil-seal': { evaporation: 0.01, oxygen: 0.01, absorbance: 6 },
};

/** @throws LabError NOT_FOUND for a cover that has no physics */
export function coverNamed(name: string): Cover {
  const cover = Object.hasOwn(COVERS, name) ? COVERS[name] : undefined;
  if (cover) return cover;
  throw new LabError('NOT_FOUND', `the simulated lab has no cover ${name}; it has ${Object.keys(COVERS).join(', ')}`, {
    kind: 'cover',
    id: name,
  });
}
