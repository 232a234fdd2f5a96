/*
 * Puts the planned faults into a running lab, one after the other; those of a wire last while the next one comes. Whatever is switched on here
 * is switched off again, and whoever is suspended goes on, also when the harness is broken off.
 */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NETWORKED, WIRED } from './fault-fleet.mjs';

const AIM_LIMIT_MS = 4_000;
const DISPATCHERS = ['dispatcher', 'dispatcher-2'];
const LATE_MS = { postgres: 60, aimed: 200, mqtt: 400, http: 200 };

export class Injector {
  /** `{kind, target, from, to, note}` of every fault until now; milliseconds since the epoch, `to` null while it lasts. */
  injected = [];
  #parts;
  #stopped = false;
  #lasting = new Set();
  #undo = new Set();

  /** @param watch tells what begins in the lab: `next(aim, limitMs)`; @param onlyAimed a fault that does not meet what it aims at does not come */
  constructor({ lab, relays, watch, say, onlyAimed }) {
    this.#parts = { lab, relays, watch, say, onlyAimed };
  }

  /** Goes through a schedule until it is stopped, or has put in as many faults as wanted. */
  async work(faults, most) {
    for (const fault of faults) {
      if (this.injected.length >= most) return;
      if (!(await this.#pause(fault.afterMs))) return;
      const met = fault.aim === null ? null : await this.#parts.watch.next(fault.aim, AIM_LIMIT_MS);
      if (!met && this.#parts.onlyAimed) continue;
      if (met) await delay(fault.offsetMs);
      if (this.#stopped) return;
      const lasting = this.#inject(fault, met?.instrument ?? null).catch((error) => this.#parts.say(`${fault.kind}: ${error.message}`));
      this.#lasting.add(lasting);
      void lasting.finally(() => this.#lasting.delete(lasting));
      // Two disasters at once leave nothing to look at; bad lines may last while something else happens.
      if (/^(dispatcher|postgres|disk|broker|api)/.test(fault.kind)) await lasting;
    }
  }

  /** The database is slow from now on, which widens the moments between what is recorded and what is sent. */
  slowDatabase() {
    this.#parts.relays.postgres.lateMs = LATE_MS.aimed;
  }

  /** No more faults; fulfilled when the last one is over. */
  async stop() {
    this.#stopped = true;
    await Promise.all(this.#lasting);
    for (const undo of this.#undo) await undo();
  }

  async #pause(ms) {
    for (const end = performance.now() + ms; performance.now() < end && !this.#stopped;) await delay(100);
    return !this.#stopped;
  }

  async #inject(fault, met) {
    const { kind, pick, lastsMs } = fault;
    const one = (ids) => (ids.includes(met) ? met : ids[Math.floor(pick * ids.length)]);
    switch (kind) {
      case 'dispatcher.killed':
        return this.#kill(kind, [this.#owner(met) ?? one(DISPATCHERS)]);
      case 'dispatcher.suspended':
        return this.#suspend(kind, this.#owner(met) ?? one(DISPATCHERS), lastsMs);
      case 'api.killed':
        return this.#kill(kind, ['api']);
      case 'postgres.killed':
        // With its guard, which would count as a crash of its own.
        return this.#kill(kind, ['postgres-guard', 'postgres']);
      case 'broker.killed':
        return this.#kill(kind, ['broker']);
      case 'disk.full':
        return this.#fill(kind, lastsMs);
      case 'serial.cut':
        return this.#lasts(
          kind,
          one(WIRED),
          lastsMs,
          (id) => this.#device('POST', `${id}/unplug`),
          (id) => this.#device('POST', `${id}/replug`),
        );
      case 'serial.garbage':
        return this.#switch(kind, one(WIRED), 'line.garbage', lastsMs);
      case 'serial.half_frames':
        return this.#switch(kind, one(WIRED), 'line.halfFrames', lastsMs);
      case 'serial.slow_bytes':
        return this.#switch(kind, one(WIRED), 'line.slowBytes', lastsMs);
      case 'serial.lost_replies':
        return this.#switch(kind, one(WIRED), 'dropReplies', lastsMs);
      case 'mqtt.duplicated':
        return this.#switch(kind, one(NETWORKED), 'duplicateMessages', lastsMs);
      case 'mqtt.reordered':
        return this.#switch(kind, one(NETWORKED), 'reorderMessages', lastsMs);
      case 'mqtt.delayed':
        return this.#relay(kind, 'broker', this.#parts.relays.broker, { lateMs: LATE_MS.mqtt }, lastsMs);
      case 'postgres.slow':
        return this.#relay(kind, 'postgres', this.#parts.relays.postgres, { lateMs: LATE_MS.postgres }, lastsMs);
      case 'http.late':
      case 'http.lost_answers': {
        const id = one(NETWORKED);
        const bad = kind === 'http.late' ? { lateMs: LATE_MS.http } : { losesAnswers: true };
        return this.#relay(kind, id, this.#parts.relays[id], bad, lastsMs);
      }
      case 'device.rebooted': {
        const id = one([...WIRED, ...NETWORKED]);
        return this.#lasts(
          kind,
          id,
          0,
          () => this.#device('POST', `${id}/power-cycle`),
          async () => undefined,
        );
      }
      default:
        throw new Error(`no fault is of this kind`);
    }
  }

  /** The dispatcher that has an instrument online, as its last line about it says. */
  #owner(instrument) {
    if (instrument === null) return null;
    const line = this.#parts.lab.lines.findLast((each) => each.includes(`] ${instrument}: online`));
    return /^\[(dispatcher[-\d]*)\]/.exec(line ?? '')?.[1] ?? null;
  }

  #note(kind, target, note = '') {
    const fault = { kind, target, from: Date.now(), to: null, note };
    this.injected.push(fault);
    this.#parts.say(`${kind}: ${target}${note ? `, ${note}` : ''}`);
    return fault;
  }

  async #kill(kind, names) {
    const pids = names.map((name) => this.#parts.lab.pid(name));
    if (pids.some((pid) => pid === undefined)) return;
    const fault = this.#note(kind, names.at(-1));
    for (const pid of pids) signal(pid, 'SIGKILL');
    fault.to = Date.now();
  }

  async #suspend(kind, name, lastsMs) {
    const pid = this.#parts.lab.pid(name);
    if (pid === undefined) return;
    await this.#lasts(
      kind,
      name,
      lastsMs,
      async () => signal(pid, 'SIGSTOP'),
      async () => signal(pid, 'SIGCONT'),
    );
  }

  async #fill(kind, lastsMs) {
    const { disk } = this.#parts.lab;
    if (disk === null) {
      if (!this.injected.some((each) => each.kind === kind))
        this.#note(kind, 'not possible here', 'this machine mounts nothing').to = Date.now();
      return;
    }
    const filler = path.join(disk, 'filler');
    await this.#lasts(
      kind,
      'the disk of Postgres',
      lastsMs,
      async () => fillUp(filler),
      async () => rmSync(filler, { force: true }),
    );
  }

  #switch(kind, id, name, lastsMs) {
    const to = `${id}/faults/${name}`;
    return this.#lasts(
      kind,
      id,
      lastsMs,
      () => this.#device('PUT', to),
      () => this.#device('DELETE', to),
    );
  }

  #relay(kind, target, relay, bad, lastsMs) {
    const good = Object.fromEntries(Object.keys(bad).map((key) => [key, relay[key] === true || relay[key] === false ? false : 0]));
    return this.#lasts(
      kind,
      target,
      lastsMs,
      async () => Object.assign(relay, bad),
      async () => Object.assign(relay, good),
    );
  }

  async #lasts(kind, target, ms, begin, end) {
    const undo = async () => {
      this.#undo.delete(undo);
      await end(target);
    };
    const fault = this.#note(kind, target, ms > 0 ? `for ${(ms / 1000).toFixed(1)} s` : '');
    await begin(target);
    this.#undo.add(undo);
    await delay(ms);
    await undo();
    fault.to = Date.now();
  }

  #device(method, to) {
    return this.#parts.lab.control(method, `/devices/${to}`);
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Writes until the disk takes nothing more. */
function fillUp(file) {
  const piece = Buffer.alloc(1 << 20);
  const handle = openSync(file, 'w');
  try {
    for (let size = piece.length; size >= 4096;) {
      try {
        if (writeSync(handle, piece, 0, size) < size) size = Math.floor(size / 2);
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error;
        size = Math.floor(size / 2);
      }
    }
  } finally {
    closeSync(handle);
  }
}
