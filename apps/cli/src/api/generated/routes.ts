// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
import type { AuditOperations } from './audit';
import type { CapabilitiesOperations } from './capabilities';
import type { DriversOperations } from './drivers';
import type { EstopOperations } from './estop';
import type { EventsOperations } from './events';
import type { FleetOperations } from './fleet';
import type { HealthOperations } from './health';
import type { InstrumentsOperations } from './instruments';
import type { JobsOperations } from './jobs';
import type { LabwareOperations } from './labware';
import type { LotsOperations } from './lots';
import type { MetricsOperations } from './metrics';
import type { ModelOperations } from './model';
import type { NotificationsOperations } from './notifications';
import type { OpenapiOperations } from './openapi';
import type { PhotosOperations } from './photos';
import type { PolicyOperations } from './policy';
import type { PrincipalsOperations } from './principals';
import type { ProtocolsOperations } from './protocols';
import type { ReadingsOperations } from './readings';
import type { RunsOperations } from './runs';
import type { ScreeningOperations } from './screening';
import type { SessionsOperations } from './sessions';
import type { TasksOperations } from './tasks';

/** Every operation with its request and its answer. */
export interface Operations
  extends
    AuditOperations,
    CapabilitiesOperations,
    DriversOperations,
    EstopOperations,
    EventsOperations,
    FleetOperations,
    HealthOperations,
    InstrumentsOperations,
    JobsOperations,
    LabwareOperations,
    LotsOperations,
    MetricsOperations,
    ModelOperations,
    NotificationsOperations,
    OpenapiOperations,
    PhotosOperations,
    PolicyOperations,
    PrincipalsOperations,
    ProtocolsOperations,
    ReadingsOperations,
    RunsOperations,
    ScreeningOperations,
    SessionsOperations,
    TasksOperations {}

/** Operation -> method and path. */
export const routes = {
  getOpenApi: ['GET', '/v1/openapi.json'],
  readDocs: ['GET', '/docs'],
  getDocsAsset: ['GET', '/docs/{asset}'],
  live: ['GET', '/v1/health/live'],
  ready: ['GET', '/v1/health/ready'],
  clock: ['GET', '/v1/clock'],
  scrapeMetrics: ['GET', '/metrics'],
  beginSession: ['POST', '/v1/session'],
  endSession: ['DELETE', '/v1/session'],
  changePassword: ['PUT', '/v1/me/password'],
  setUp: ['POST', '/v1/setup'],
  readSetup: ['GET', '/setup'],
  getMe: ['GET', '/v1/me'],
  listPrincipals: ['GET', '/v1/principals'],
  createPrincipal: ['POST', '/v1/principals'],
  changePrincipal: ['PATCH', '/v1/principals/{id}'],
  getPrincipal: ['GET', '/v1/principals/{id}'],
  givePasswordLink: ['POST', '/v1/principals/{id}/password-link'],
  createKey: ['POST', '/v1/principals/{id}/keys'],
  revokeKey: ['DELETE', '/v1/keys/{id}'],
  listDrivers: ['GET', '/v1/drivers'],
  getDriver: ['GET', '/v1/drivers/{id}'],
  listCapabilities: ['GET', '/v1/capabilities'],
  listLabwareTypes: ['GET', '/v1/labware-types'],
  listInstruments: ['GET', '/v1/instruments'],
  registerInstrument: ['POST', '/v1/instruments'],
  getInstrument: ['GET', '/v1/instruments/{id}'],
  changeInstrument: ['PATCH', '/v1/instruments/{id}'],
  testInstrument: ['POST', '/v1/instruments/{id}/test'],
  getInstrumentTest: ['GET', '/v1/instruments/{id}/tests/{requestId}'],
  retireInstrument: ['POST', '/v1/instruments/{id}/retire'],
  setInstrumentService: ['POST', '/v1/instruments/{id}/service'],
  pauseInstrument: ['POST', '/v1/instruments/{id}/pause'],
  resumeInstrument: ['POST', '/v1/instruments/{id}/resume'],
  listInstrumentNests: ['GET', '/v1/instruments/{id}/nests'],
  listInstrumentLimits: ['GET', '/v1/instruments/{id}/limits'],
  getInstrumentIdentity: ['GET', '/v1/instruments/{id}/identity'],
  beginManual: ['POST', '/v1/instruments/{id}/manual'],
  getManualSession: ['GET', '/v1/instruments/{id}/manual'],
  doManual: ['POST', '/v1/instruments/{id}/manual/do'],
  getManualVerb: ['GET', '/v1/instruments/{id}/manual/verbs/{requestId}'],
  endManual: ['POST', '/v1/instruments/{id}/manual/end'],
  getFleet: ['GET', '/v1/fleet'],
  applyFleet: ['POST', '/v1/fleet/apply'],
  listStops: ['GET', '/v1/estop'],
  stopLab: ['POST', '/v1/estop'],
  rearmInstruments: ['POST', '/v1/estop/rearm'],
  listJobs: ['GET', '/v1/jobs'],
  setRunPriority: ['PATCH', '/v1/runs/{id}/priority'],
  answerStep: ['POST', '/v1/steps/{id}/answer'],
  validateProtocol: ['POST', '/v1/protocols/validate'],
  submitProtocol: ['POST', '/v1/protocols'],
  listProtocols: ['GET', '/v1/protocols'],
  getProtocol: ['GET', '/v1/protocols/{hash}'],
  getProtocolSource: ['GET', '/v1/protocols/{hash}/source'],
  approveProtocol: ['POST', '/v1/protocols/{hash}/approve'],
  rejectProtocol: ['POST', '/v1/protocols/{hash}/reject'],
  revokeProtocol: ['POST', '/v1/protocols/{hash}/revoke'],
  releaseProtocol: ['POST', '/v1/protocols/{hash}/release'],
  listProtocolVersions: ['GET', '/v1/protocols/{name}/versions'],
  diffProtocols: ['GET', '/v1/protocols/{hash}/diff'],
  getProtocolMarkdown: ['GET', '/v1/protocols/{hash}/markdown'],
  getProtocolTimeline: ['GET', '/v1/protocols/{hash}/timeline'],
  getProtocolSchema: ['GET', '/v1/schemas/protocol'],
  getDraftSchema: ['GET', '/v1/schemas/draft'],
  getPolicySchema: ['GET', '/v1/schemas/policy'],
  listRuns: ['GET', '/v1/runs'],
  createRun: ['POST', '/v1/runs'],
  getRun: ['GET', '/v1/runs/{id}'],
  startRun: ['POST', '/v1/runs/{id}/start'],
  pauseRun: ['POST', '/v1/runs/{id}/pause'],
  resumeRun: ['POST', '/v1/runs/{id}/resume'],
  cancelRun: ['POST', '/v1/runs/{id}/cancel'],
  answerRun: ['POST', '/v1/runs/{id}/answer'],
  getRunTimeline: ['GET', '/v1/runs/{id}/timeline'],
  getRunReport: ['GET', '/v1/runs/{id}/report'],
  getRunResults: ['GET', '/v1/runs/{id}/results'],
  exportRunResultsCsv: ['GET', '/v1/runs/{id}/results.csv'],
  getRunReportPage: ['GET', '/v1/runs/{id}/report.html'],
  listReadings: ['GET', '/v1/runs/{id}/readings'],
  listSavedReadings: ['GET', '/v1/runs/{id}/saved-readings'],
  listCommands: ['GET', '/v1/runs/{id}/commands'],
  exportReadingsCsv: ['GET', '/v1/runs/{id}/readings.csv'],
  exportReadingsNdjson: ['GET', '/v1/runs/{id}/readings.ndjson'],
  exportSavedReadingsCsv: ['GET', '/v1/runs/{id}/saved-readings.csv'],
  exportSavedReadingsNdjson: ['GET', '/v1/runs/{id}/saved-readings.ndjson'],
  listTasks: ['GET', '/v1/tasks'],
  getTask: ['GET', '/v1/tasks/{id}'],
  claimTask: ['POST', '/v1/tasks/{id}/claim'],
  releaseTask: ['POST', '/v1/tasks/{id}/release'],
  completeTask: ['POST', '/v1/tasks/{id}/complete'],
  answerTask: ['POST', '/v1/tasks/{id}/answer'],
  recoverTask: ['POST', '/v1/tasks/{id}/recover'],
  confirmPlace: ['POST', '/v1/labware/{id}/moved'],
  mask: ['POST', '/v1/labware/{id}/mask'],
  unmask: ['POST', '/v1/labware/{id}/unmask'],
  listLots: ['GET', '/v1/lots'],
  registerLot: ['POST', '/v1/lots'],
  uploadPhoto: ['POST', '/v1/photos'],
  getPhoto: ['GET', '/v1/photos/{hash}'],
  streamEvents: ['GET', '/v1/events'],
  listRunEvents: ['GET', '/v1/runs/{id}/events'],
  listNotifications: ['GET', '/v1/notifications'],
  acknowledgeNotification: ['POST', '/v1/notifications/{id}/ack'],
  listHolds: ['GET', '/v1/screening/holds'],
  listScreenedTexts: ['GET', '/v1/screening/texts'],
  getPolicy: ['GET', '/v1/policy'],
  listAudit: ['GET', '/v1/audit'],
  readAuditHead: ['GET', '/v1/audit/head'],
  showModel: ['GET', '/v1/model'],
  listModelCalls: ['GET', '/v1/model/calls'],
} as const satisfies Record<keyof Operations, readonly [method: string, path: string]>;
