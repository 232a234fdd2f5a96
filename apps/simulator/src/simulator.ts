import fs from 'node:fs';
import path from 'node:path';
import { MAX_LAB_RATE } from '@labwright/domain';
import { PgListener, openDatabase } from '@labwright/persistence';
import { decimal, oneOf, readSetting, text, urlOf, wholeNumber, type Service } from '@labwright/process';
import { ActionLog } from './action-log';
import { ControlServer } from './control-server';
import type { BioreactorEntry, FleetEntry } from './fleet';
import { LabFollower } from './follower/lab-follower';
import { labClockOf } from './lab-clock-source';
import { LabTime } from './lab-time';
import { releaseLeftTasks } from './operator/left-tasks';
import { ScriptedOperator } from './operator/scripted-operator';
import { Senses } from './operator/senses';
import { PipettingSkill } from './physics/pipetting';
import { startModel } from './model/start-model';
import { registerFleet, unregistered } from './register-fleet';
import { SimulatedLab } from './simulated-lab';

/** A standstill of lab time that devices and drivers bear, wall milliseconds. */
const STANDSTILL_MS = 200;
/** A database that comes up again is waited for this long, wall milliseconds. */
const DATABASE_LIMIT_MS = 20_000;
const ACCESS_FILE = 'simulator.json';

/**
 * The simulated lab as a service. Ready once every instrument is plugged in and registered, and the control port answers; says `devices`,
 * the registrations, `controlUrl`, and `modelUrl` where it has a simulated model. Labware and what is in it follow the record; where it was asked for, a scripted operator does the
 * tasks. Ends in the reverse order: control port, operator, record, instruments, clock.
 */
export function simulatorService(fleet: readonly FleetEntry[], bioreactors: readonly BioreactorEntry[]): Service {
  return {
    name: 'simulator',
    start: async (context) => {
      const home = fs.realpathSync(readSetting('LABWRIGHT_HOME', text));
      const seed = readSetting('LABWRIGHT_SEED', wholeNumber(0, 0xffff_ffff), 1);
      const scale = readSetting('LAB_TIME_SCALE', decimal(1, MAX_LAB_RATE), 60);
      const agent = readSetting('LABWRIGHT_AGENT', text, 'bench-1');
      const isScripted = readSetting('LABWRIGHT_SCRIPTED_OPERATOR', oneOf(['on', 'off']), 'off') === 'on';
      const skill = readSetting('LABWRIGHT_SIMULATED_OPERATOR', oneOf(Object.values(PipettingSkill)), 'practised');
      const actionFile = readSetting('LABWRIGHT_ACTION_LOG', text, '');
      const database = await openDatabase({
        url: readSetting('DATABASE_URL', urlOf('postgres', 'postgresql')),
        name: 'labwright simulator',
        pool: 3,
        limitMs: DATABASE_LIMIT_MS,
        stopping: context.stopping,
        log: context.log,
      });
      if (!database) return async () => undefined;
      const listener = new PgListener(database.url, 'labwright simulator listener');
      await listener.connect();
      const clock = await labClockOf(database, listener, scale);
      const time = new LabTime(clock.line);
      const unfollow = clock.onChange((line) => {
        const ahead = time.follow(line);
        if (ahead < STANDSTILL_MS * line.rate) return;
        // Heard too late of a slower rate. Devices that stood still while everybody else goes on would seem broken; the lab goes on from here.
        clock.leapTo(time.now()).catch((error: Error) => context.log(`the lab could not be moved on: ${error.message}`));
      });
      const broker = readSetting('MQTT_URL', urlOf('mqtt'), '');
      const brokerUrl = broker === '' ? null : broker;
      if (brokerUrl === null) context.log('no MQTT_URL, so the bioreactor is left out');
      const actions = actionFile === '' ? null : new ActionLog(actionFile);
      const lab = await SimulatedLab.open(fleet, bioreactors, { home, seed, skill, time, brokerUrl, actions });
      const follower = new LabFollower(database, lab.physics, (line) => context.log(line));
      const senses = new Senses(lab.physics, seed);
      const operator = isScripted ? new ScriptedOperator(database, time, (line) => context.log(line), senses) : null;
      if (operator) follower.onEvent((event) => operator.notice(event));
      await follower.start(listener);
      const model = await startModel(seed);
      if (model) context.log(`simulated model at ${model.url}: it answers by fixed rules`);
      const control = new ControlServer({ instruments: lab.instruments, physics: lab.physics, ...(model ? { model } : {}) });
      const access = await control.listen();
      const accessFile = path.join(home, ACCESS_FILE);
      writeForOwner(accessFile, JSON.stringify({ ...access, pid: process.pid }));
      await registerFleet(database, lab.registrations(), agent);
      for (const { id, driver, url } of await unregistered(database, lab.spares()))
        context.log(`spare: ${id} (${driver}) at ${url}; register it under this name, as simulated`);
      if (operator) operator.start();
      else await releaseLeftTasks(database, (line) => context.log(line));
      context.announce({ devices: lab.registrations(), controlUrl: access.url, ...(model ? { modelUrl: model.url } : {}) });
      return async () => {
        fs.rmSync(accessFile, { force: true });
        await control.close();
        await model?.close();
        await operator?.close();
        await follower.close();
        await lab.close();
        actions?.close();
        unfollow();
        time.dispose();
        clock.close();
        await listener.close();
        await database.close();
      };
    },
  };
}

/** Written under another name first, so that nobody reads half of it or before it is private. */
function writeForOwner(file: string, content: string): void {
  const draft = `${file}.new`;
  fs.rmSync(draft, { force: true });
  fs.writeFileSync(draft, content, { mode: 0o600 });
  fs.renameSync(draft, file);
}
