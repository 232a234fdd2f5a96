/*
 * The order of a test run: of each project the longest specs first, and the projects mixed all the way. Specs of the lab wait much and specs
 * with a database compute much, so that workers of both kinds share the processors well; and no long one is begun last, alone.
 * Times are from the table below, so that the order is the same everywhere: a clean clone has measured none.
 */

/** Seconds of a spec of each project that is not in the table. */
const USUAL = { lab: 40, integration: 9, unit: 1 };

/** Seconds on a quiet machine with two processors; right to a third is right enough. */
const SECONDS = {
  'test/demo.e2e-spec.ts': 110,
  'test/voice-and-photo.e2e-spec.ts': 85,
  'test/demo-draft.e2e-spec.ts': 90,
  'test/demo-refusals.e2e-spec.ts': 75,
  'test/faults.e2e-spec.ts': 80,
  'test/instrument-health.e2e-spec.ts': 80,
  'test/trouble.e2e-spec.ts': 80,
  'test/standalone.e2e-spec.ts': 75,
  'test/incubator-of-several.e2e-spec.ts': 75,
  'test/walk-through.e2e-spec.ts': 75,
  'test/library.e2e-spec.ts': 70,
  'test/hold-across-restart.e2e-spec.ts': 70,
  'test/clock-skew.e2e-spec.ts': 90,
  'test/growth-curve-csv.e2e-spec.ts': 75,
  'test/broker-restart.e2e-spec.ts': 45,
  'test/recovery.e2e-spec.ts': 33,
  'test/telemetry.e2e-spec.ts': 25,
  'test/fleet.e2e-spec.ts': 25,
  'test/event-streams.e2e-spec.ts': 13,
  'test/together/execution-of-runs.int-spec.ts': 90,
  'test/together/api-runs.int-spec.ts': 80,
  'test/together/execution.int-spec.ts': 70,
  'test/together/api-instruments.int-spec.ts': 60,
  'test/together/bench.int-spec.ts': 60,
  'test/together/api-events.int-spec.ts': 80,
  'test/together/command-line.int-spec.ts': 50,
  'test/together/record.int-spec.ts': 40,
  'test/together/models.int-spec.ts': 120,
  'test/together/model-endpoints.int-spec.ts': 120,
  'apps/api/src/tasks/tasks.int-spec.ts': 30,
  'apps/api/src/events/events.int-spec.ts': 30,
  'libs/execution/src/ends-of-runs.int-spec.ts': 27,
  'apps/standalone/src/postgres/server.int-spec.ts': 22,
  'libs/execution/src/nested-steps.int-spec.ts': 21,
  'apps/simulator/src/operator/scripted-operator.int-spec.ts': 21,
};

/**
 * @param specs `{ file, project }` each
 * @returns them in the order of their start: a spec begins when its project has as large a part of its time behind it as the others
 */
function mixed(specs, table = SECONDS) {
  const timed = specs.map((spec) => ({ spec, seconds: table[spec.file] ?? USUAL[spec.project] ?? USUAL.unit }));
  const byLength = timed.sort((a, b) => b.seconds - a.seconds || (a.spec.file < b.spec.file ? -1 : 1));
  const of = new Map();
  for (const { spec, seconds } of byLength) of.set(spec.project, (of.get(spec.project) ?? 0) + seconds);
  const begun = new Map();
  return byLength
    .map((each) => {
      const before = begun.get(each.spec.project) ?? 0;
      begun.set(each.spec.project, before + each.seconds);
      return { ...each, at: before / of.get(each.spec.project) };
    })
    .sort((a, b) => a.at - b.at || b.seconds - a.seconds)
    .map(({ spec }) => spec);
}

/** What jest asks of a sequencer. Nothing is kept of a run: neither its times nor its failures. */
class LongestFirst {
  sort(tests) {
    const specs = tests.map((test) => {
      const { rootDir, displayName } = test.context.config;
      return { test, file: test.path.slice(rootDir.length + 1), project: displayName?.name };
    });
    return mixed(specs).map(({ test }) => test);
  }

  allFailedTests(tests) {
    return this.sort(tests);
  }

  cacheResults() {}
}

module.exports = LongestFirst;
module.exports.mixed = mixed;
module.exports.SECONDS = SECONDS;
