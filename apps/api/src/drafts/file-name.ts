/** The name of a file as it is kept and shown: its last part, without control characters and what reads backwards. */
export function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const plain = last.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim();
  return /^\.*$/.test(plain) ? 'file.txt' : plain;
}
