import { compileText } from './index';
import { fleet } from './fixtures/growth-document';
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

const nested = `schema: labwright.dev/protocol/v1
name: nested-faults
version: 1.0.0
title: Faults in steps in steps
biosafety: { level: 1, organisms: [] }
parameters:
  - { id: dense, quantity: optical_density, default: { value: 0.6, unit: "{AU}" } }
labware:
  - { id: plate, type: plate-96-clear-flat, layout: { B1: { role: sample } } }
steps:
  - { id: load, kind: operator, moves: [{ labware: plate, to: reader }] }
  - id: loop
    kind: repeat
    body:
      - id: read
        kind: operation
        capability: absorbance
        labware: plate
        with: { wavelengths: 600 }
        saves: { od: { reading: absorbence, wells: { role: sampel } } }
      - id: choose
        kind: decision
        cases:
          - when: readings.od.max >= dense
            stepz: []
            steps:
              - { id: nap, kind: wait, duration: briefly }
    until: >-
      run.deviations > 2 &&
      params.dens > params.dense
    maxAge: 5
    otherwise: hold
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

describe('a protocol with faults in steps in steps', () => {
  const { plan, diagnostics } = compileText(nested, { fleet });

  it('reports all of them at once, with line and column, in a condition those of the word that is wrong', () => {
    expect(plan).toBeNull();
    expect(diagnostics.map(({ code, path, position }) => `${position?.line}:${position?.column} ${code} ${path}`)).toEqual([
      '19:17 E_UNIT /steps/1/body/0/with/wavelengths',
      '20:24 E_REF /steps/1/body/0/saves/od/reading',
      '20:54 E_LABWARE /steps/1/body/0/saves/od/wells/role',
      '24:19 E_CHECK /steps/1/body/1/cases/0/when',
      '25:13 E_SCHEMA /steps/1/body/1/cases/0/stepz',
      '27:40 E_VAGUE /steps/1/body/1/cases/0/steps/0/duration',
      '21:9 E_BRANCH /steps/1/body/1/else',
      '30:7 E_CHECK /steps/1/until',
      '31:5 E_UNIT /steps/1/maxAge',
      '12:5 E_NO_TERMINATION /steps/1/atMost',
    ]);
  });
});
