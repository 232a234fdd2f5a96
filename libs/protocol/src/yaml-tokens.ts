import { CST, Lexer, Parser, type LineCounter } from 'yaml';
import { MAX_DEPTH, MAX_VALUES } from './document-bounds';

/** Most pieces of text (names, values, signs, spaces, line ends) that are taken apart: some ten times what the longest sound protocol has. */
const MAX_PIECES = 3_000_000;

/**
 * Takes YAML text apart without building values. Composing them recurses, and deep nesting would end the process there, so nesting is
 * bounded here, where the parser keeps a stack of its own. Answers with the reason when the text is refused.
 */
export function yamlTokens(text: string, lines: LineCounter): readonly CST.Token[] | { readonly refused: string } {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  // A document, and then for each level a collection and the value in the making.
  const deepest = 2 * MAX_DEPTH + 4;
  let pieces = 0;
  let scalars = 0;
  for (const piece of new Lexer().lex(text)) {
    for (const token of parser.next(piece)) tokens.push(token);
    pieces += 1;
    if (piece === CST.SCALAR || piece.startsWith('"') || piece.startsWith("'")) scalars += 1;
    if (parser.stack.length > deepest) return { refused: `nested deeper than ${MAX_DEPTH} levels` };
    // A field is two scalars, its name and its value.
    if (pieces > MAX_PIECES || scalars > 2 * MAX_VALUES) return { refused: 'the text has too many parts for a protocol' };
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}
