const RUN = '5f0f3c43-4dfb-4c25-9c3e-0d8f35a1b9a7';
const PROTOCOL = { hash: '3c'.repeat(32), name: 'warm-shake', title: 'Warm and shake' };

/** Examples for the document of the API. */
export const QUESTION_EXAMPLE = {
  id: '0b0f62b8-6f0b-4c5c-a5d0-0f3d6c1e2a77',
  step: 'load.before.2',
  iterationPath: '',
  title: 'open the latch of shaker-2',
  instrument: 'shaker-2',
  run: RUN,
  attempt: 1,
  happened: 'unknown',
  problem: 'shaker-2: the bench agent ended after it had begun to send M242, and no reply is recorded',
  choices: ['retry', 'skip', 'happened', 'not_happened'],
  task: '5d1f3c62-8a0e-4f0d-9a55-1f6c0c6b2f90',
};

const JOB = {
  id: 'b3f0a5f0-54a5-4a6e-9c69-0a4c2f6f4b11',
  step: 'shake',
  iterationPath: '',
  kind: 'operation',
  title: 'shake plate at 500 rpm and 45 °C for 2 min on shaker-1',
  status: 'holding',
  state: 'holding',
  attempt: 1,
  run: RUN,
  runStatus: 'running',
  protocol: PROTOCOL,
  priority: 0,
  runStartedAt: '2026-11-28T09:00:00.000Z',
  sinceLab: '2026-11-28T09:05:00.000Z',
  sinceWall: '2026-11-28T09:04:00.000Z',
  left: { labMs: 90_000, wallMs: 90_000, estimated: false, overdueMs: 0 },
  turn: null,
  waitingFor: null,
  waitingPlace: null,
};

const WAITING = {
  ...JOB,
  id: 'f0a86c3c-8c7c-4f0e-8f2f-0c1f1d9a6c22',
  step: 'load.before.1',
  title: 'stop shaking on shaker-1',
  status: 'ready',
  state: 'waiting',
  attempt: 0,
  run: '9d4c1f0a-2b77-4c66-8f0e-6a5b3d2e1c33',
  sinceLab: null,
  sinceWall: null,
  left: null,
  turn: 1,
  waitingFor: `shaker-1.plate is reserved by run ${RUN} (Warm and shake)`,
  waitingPlace: 'shaker-1.plate',
};

export const JOBS_EXAMPLE = {
  clock: { lab: '2026-11-28T09:05:30.000Z', wall: '2026-11-28T09:05:30.000Z', rate: 1 },
  instruments: [
    {
      id: 'shaker-1',
      simulated: false,
      location: 'room 12',
      link: 'online',
      linkReason: 'Heater-Shaker HS-0042, firmware 1.0.5',
      activity: 'holding',
      service: 'available',
      serviceReason: '',
      paused: false,
      pausedAt: null,
      pauseReason: '',
      openFor: null,
      running: [JOB],
      waiting: [WAITING],
      waitingCount: 1,
      tasks: [],
      taskCount: 0,
      questions: [],
    },
  ],
  elsewhere: { waiting: [], waitingCount: 0, tasks: [], taskCount: 0, questions: [] },
};
