import type { CommandLine } from '../command-line';
import { addAudit } from './audit';
import { addCompletion } from './completion';
import { addDrafts } from './drafts';
import { addDrivers } from './drivers';
import { addEstop } from './estop';
import { addEvents } from './events';
import { addInit } from './init';
import { addInstruments } from './instruments';
import { addJobs } from './jobs';
import { addKeys } from './keys';
import { addLabware } from './labware';
import { addLots } from './lots';
import { addManual } from './manual';
import { addModel } from './model';
import { addNotifications } from './notifications';
import { addPhotos } from './photos';
import { addProtocols } from './protocols';
import { addReadings } from './readings';
import { addRuns } from './runs';
import { addScreening } from './screening';
import { addSteps } from './steps';
import { addTasks } from './tasks';

/** Every command, in the order of the help. */
export function addCommands(line: CommandLine): void {
  addInit(line);
  addEstop(line);
  addInstruments(line);
  addManual(line);
  addDrivers(line);
  addProtocols(line);
  addDrafts(line);
  addModel(line);
  addScreening(line);
  addRuns(line);
  addJobs(line);
  addSteps(line);
  addTasks(line);
  addReadings(line);
  addEvents(line);
  addNotifications(line);
  addLabware(line);
  addLots(line);
  addPhotos(line);
  addKeys(line);
  addAudit(line);
  addCompletion(line);
}
