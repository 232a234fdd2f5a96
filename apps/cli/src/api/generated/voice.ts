// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface VoiceSession {
  id: string;
  run: string;
  task: string | null;
  say: string;
  begunAt: string;
}
export interface VoiceTurn {
  id: string;
  session: string;
  run: string;
  task: string | null;
  transcript: string;
  command: Readonly<Record<string, unknown>> | null;
  outcome: 'said' | 'read_back' | 'done' | 'refused' | 'not_understood' | 'unavailable';
  say: string;
  confirm: { token: string; until: string } | null;
  question: string | null;
  call: string | null;
}
export interface VoiceWords {
  words: string;
  confirms?: string | undefined;
}
export interface VoiceTurnPage {
  items: readonly VoiceTurnRecord[];
  next: string | null;
}
export interface VoiceTurnRecord {
  id: string;
  session: string;
  run: string;
  task: string | null;
  by: { id: string; name: string };
  audioSha256: string | null;
  transcript: string;
  command: Readonly<Record<string, unknown>> | null;
  outcome: 'said' | 'read_back' | 'done' | 'refused' | 'not_understood' | 'unavailable';
  say: string;
  call: string | null;
  confirmBy: string | null;
  atWall: string;
  atLab: string;
}
export interface VoiceOperations {
  /** POST /v1/runs/{id}/voice-sessions: Begins to talk with a run, or goes on: one session for each person. Scope: tasks:write. Roles: automation_engineer, scientist, technician, reviewer, admin. */
  beginVoiceSession: { path: { id: string }; answer: VoiceSession };
  /** POST /v1/voice-sessions/{id}/turns: Says something, as a recording. A closed set of commands is understood; anything else does nothing. What changes something is read back, and done when a yes comes with the token (`confirms`) within a minute; a stop pauses the run at once, and an emergency stop is that of POST /v1/estop, for the whole lab. Everything is done with the rights of the caller. Scope: tasks:write. Roles: automation_engineer, scientist, technician, reviewer, admin. */
  addVoiceTurn: {
    path: { id: string };
    query?: { confirms?: string | undefined };
    body: string;
    type:
      | 'audio/wav'
      | 'audio/x-wav'
      | 'audio/wave'
      | 'audio/mpeg'
      | 'audio/mp3'
      | 'audio/ogg'
      | 'audio/webm'
      | 'video/webm'
      | 'audio/flac'
      | 'audio/x-flac'
      | 'audio/mp4'
      | 'audio/m4a'
      | 'audio/x-m4a';
    answer: VoiceTurn;
  };
  /** POST /v1/voice-sessions/{id}/words: Says something, as text from a device that writes speech down itself. A closed set of commands is understood; anything else does nothing. What changes something is read back, and done when a yes comes with the token (`confirms`) within a minute; a stop pauses the run at once, and an emergency stop is that of POST /v1/estop, for the whole lab. Everything is done with the rights of the caller. Scope: tasks:write. Roles: automation_engineer, scientist, technician, reviewer, admin. */
  addVoiceWords: { path: { id: string }; body: VoiceWords; answer: VoiceTurn };
  /** POST /v1/tasks/{id}/voice: Says something about a task, as a recording. In the session of the caller in its run, which begins where there is none. A closed set of commands is understood; anything else does nothing. What changes something is read back, and done when a yes comes with the token (`confirms`) within a minute; a stop pauses the run at once, and an emergency stop is that of POST /v1/estop, for the whole lab. Everything is done with the rights of the caller. Scope: tasks:write. Roles: automation_engineer, scientist, technician, reviewer, admin. */
  speakToTask: {
    path: { id: string };
    query?: { confirms?: string | undefined };
    body: string;
    type:
      | 'audio/wav'
      | 'audio/x-wav'
      | 'audio/wave'
      | 'audio/mpeg'
      | 'audio/mp3'
      | 'audio/ogg'
      | 'audio/webm'
      | 'video/webm'
      | 'audio/flac'
      | 'audio/x-flac'
      | 'audio/mp4'
      | 'audio/m4a'
      | 'audio/x-m4a';
    answer: VoiceTurn;
  };
  /** GET /v1/runs/{id}/voice-turns: Lists what was said in a run, in its order, with what became of it. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listVoiceTurns: { path: { id: string }; query?: { after?: string | undefined; limit?: number | undefined }; answer: VoiceTurnPage };
  /** GET /v1/tasks/{id}/say: Speaks what a task says. Speech where the model can be reached, or has spoken it before; its text is in the header X-Labwright-Say, percent-encoded. Otherwise, and with `Accept: application/json`, the text as JSON, with why there is no sound. Scope: tasks:write. Roles: automation_engineer, scientist, technician, reviewer, admin. */
  speakTask: { path: { id: string }; answer: Uint8Array | { text: string; problem: string | null } };
  /** GET /v1/voice-turns/{id}/say: Speaks the answer to what was said. Speech where the model can be reached, or has spoken it before; its text is in the header X-Labwright-Say, percent-encoded. Otherwise, and with `Accept: application/json`, the text as JSON, with why there is no sound. Scope: tasks:write. Roles: automation_engineer, scientist, technician, reviewer, admin. */
  speakTurn: { path: { id: string }; answer: Uint8Array | { text: string; problem: string | null } };
}
