/*
 * A relay between a driver and something on the network, which makes what passes late, or loses answers: what a bad network does to MQTT and
 * HTTP. Bytes of one connection keep their order, as TCP has it.
 */
import { once } from 'node:events';
import net from 'node:net';

/** @param target gives the port on loopback, asked at each connection: what is behind may have been restarted */
export class SlowRelay {
  /** Longest time that a piece waits, wall milliseconds; each waits a part of it. */
  lateMs = 0;
  /** Whether answers are lost: the connection ends when the other side has something to say. */
  losesAnswers = false;
  #server;
  #sockets = new Set();

  constructor(target, random) {
    this.#server = net.createServer((near) => {
      const far = net.connect(target(), '127.0.0.1');
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.once('close', () => {
          this.#sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.on('data', this.#late(far, random));
      const answer = this.#late(near, random);
      far.on('data', (bytes) => (this.losesAnswers ? near.destroy() : answer(bytes)));
    });
  }

  async listen() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this.#server.address().port;
  }

  close() {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #late(to, random) {
    let last = Promise.resolve();
    let waits = 0;
    return (bytes) => {
      const ms = this.lateMs * random();
      if (ms === 0 && waits === 0) return to.write(bytes);
      waits += 1;
      const due = new Promise((resolve) => setTimeout(resolve, ms));
      last = Promise.all([last, due]).then(() => {
        waits -= 1;
        if (!to.destroyed) to.write(bytes);
      });
    };
  }
}
