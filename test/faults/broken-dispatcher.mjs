/*
 * The product's dispatcher with one safeguard taken away, to show that the harness would notice. LABWRIGHT_FAULTS_BREAK says which:
 * `doubt` nobody asks the instrument; what nobody saw the end of is taken for not done, and begins again
 * `epoch` bytes leave and intents are written whatever became of the ownership of the instrument
 */
import { built } from '../bench/built.mjs';

const { DoubtSettler } = built('apps/dispatcher/src/doubt-settler.js');
const { LeaseKeeper } = built('apps/dispatcher/src/lease-keeper.js');
const { WireJournal } = built('apps/dispatcher/src/wire-journal.js');

const BREAKS = {
  doubt() {
    DoubtSettler.prototype.ask = async (session, doubt) =>
      doubt.definition.establish.map(() => ({
        verdict: { repeat: 'state', verdict: 'not_done' },
        evidence: 'nobody asked: broken on purpose',
        readings: [],
      }));
  },
  epoch() {
    LeaseKeeper.prototype.fence = () => ({ assertWritable: () => undefined });
    WireJournal.prototype.intend = async function (intent, origin) {
      await this.database.query(
        `insert into lab.commands (id, instrument_id, epoch, run_id, step_instance_id, attempt, kind, label, intent_bytes)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          intent.commandId,
          this.key.instrumentId,
          this.key.epoch,
          origin?.runId ?? null,
          origin?.stepInstanceId ?? null,
          origin?.attempt ?? null,
          intent.kind,
          intent.label,
          Buffer.from(intent.bytes),
        ],
      );
    };
  },
};

const wanted = process.env.LABWRIGHT_FAULTS_BREAK;
const cut = BREAKS[wanted];
if (!cut) throw new Error(`LABWRIGHT_FAULTS_BREAK=${wanted}: one of ${Object.keys(BREAKS).join(', ')}`);
cut();
built('apps/dispatcher/src/main.js');
