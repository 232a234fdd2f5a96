import { crc32, deflateSync } from 'node:zlib';
import { z } from 'zod';
import type { ModelRequest } from '../model-port';
import { Prompt } from '../prompt';

/** What of an ability a question needs. */
export interface Needs {
  readonly images: boolean;
  readonly tools: boolean;
}

/** A question that costs little and needs what is to be found out. Nobody asked it: the actor is the lab itself. */
export function probeQuestion({ images, tools }: Needs): ModelRequest<unknown> {
  return {
    purpose: 'probe',
    prompt: Prompt.read('probe'),
    data: [{ kind: 'question', value: { text: 'What is 2 + 2?' } }],
    ...(images ? { images: [{ mediaType: 'image/png' as const, bytes: greyPng(64) }] } : {}),
    answer: { name: 'probe', schema: z.strictObject({ sum: z.number() }) },
    ...(tools
      ? {
          tools: [
            {
              name: 'add',
              description: 'Adds two numbers. Not needed for small ones.',
              parameters: z.strictObject({ a: z.number(), b: z.number() }),
              run: () => Promise.resolve(null),
            },
          ],
        }
      : {}),
    context: { actor: 'system' },
    maxOutputTokens: 2_000,
  };
}

/** A plain grey square of `side` pixels: 8 bit greyscale, PNG. */
function greyPng(side: number): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 8;
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(side, 128)]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: side }, () => line)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
