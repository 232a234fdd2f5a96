import { compileText } from './index';
import { instrument } from './fixtures/heater-shaker.manifest';

const text = `schema: labwright.dev/protocol/v1
name: ten-faults
version: one
title: Ten faults at once
biosafety: { level: 1, organisms: [] }
colour: blue
labware:
  - id: plate
    type: plate-96-claer-flat
steps:
  - id: load
    kind: operator
    moves: [{ labware: plate, to: shaker }]
    evidence: [{ kind: barcode, of: plaet }]
  - id: warm
    kind: operation
    capability: shaking_incubation
    labware: plate
    with:
      temperature: 45
      speed: { value: 500, unit: rpm }
    duration: overnight
  - id: hot
    kind: operation
    after: [wram]
    capability: temperature_control
    labware: plate
    with: { temperature: { value: 400, unit: Cel }, humidity: { value: 80, unit: "%" } }
  - id: nap
    kind: sleep
`;

describe('a protocol with many faults', () => {
  const { plan, diagnostics } = compileText(text, { fleet: { instruments: [instrument()] } });

  it('reports all of them at once, in the order of the document, each with line and column', () => {
    expect(plan).toBeNull();
    expect(diagnostics.map(({ code, path, position }) => `${position?.line}:${position?.column} ${code} ${path}`)).toEqual([
      '3:1 E_SCHEMA /version',
      '6:1 E_SCHEMA /colour',
      '9:5 E_LABWARE /labware/0/type',
      '14:33 E_REF /steps/0/evidence/0/of',
      '20:7 E_UNIT /steps/1/with/temperature',
      '21:28 E_UNIT /steps/1/with/speed/unit',
      '22:5 E_VAGUE /steps/1/duration',
      '25:13 E_REF /steps/2/after/0',
      '28:28 E_RANGE /steps/2/with/temperature/value',
      '28:53 E_SCHEMA /steps/2/with/humidity',
      '30:5 E_SCHEMA /steps/3/kind',
    ]);
  });

  it('says what was probably meant', () => {
    expect(diagnostics.map(({ suggestion }) => suggestion)).toEqual([
      undefined,
      undefined,
      'did you mean "plate-96-clear-flat"?',
      'did you mean "plate"?',
      'write {value: 45, unit: Cel}',
      'write {value: 500, unit: "{rpm}"}',
      'write {value: 16, unit: h}, if that is meant',
      'did you mean "warm"?',
      undefined,
      undefined,
      undefined,
    ]);
  });
});
