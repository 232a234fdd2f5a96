import type { ModelTool } from '../model-port';
import { storableJson } from '../storable-text';
import type { ToolCall } from './exchange';

/** Largest output of a tool; characters of JSON. */
const MOST_OUTPUT = 100_000;

/**
 * What a tool gives back, as JSON. A tool that is not there, an input that does not fit, an error: the model is told and may do better. No
 * tool acts on the lab, so that nothing is lost by calling one in vain.
 */
export async function runTool(tools: readonly ModelTool[], { name, input }: ToolCall): Promise<string> {
  const tool = tools.find((each) => each.name === name);
  if (!tool)
    return problem(`there is no tool ${JSON.stringify(name.slice(0, 100))}; there are: ${tools.map((each) => each.name).join(', ')}`);
  let parameters: unknown;
  try {
    parameters = storableJson(input);
  } catch {
    return problem('the arguments are no JSON');
  }
  const read = tool.parameters.safeParse(parameters);
  if (!read.success)
    return problem(`the arguments do not fit: ${read.error.issues.map((issue) => `${issue.path.join('/')}: ${issue.message}`).join('; ')}`);
  try {
    const output = JSON.stringify((await tool.run(read.data)) ?? null);
    return output.length <= MOST_OUTPUT
      ? output
      : problem(`the answer has ${output.length} characters, and ${MOST_OUTPUT} are allowed; ask for less`);
  } catch (error) {
    return problem((error as Error).message);
  }
}

function problem(words: string): string {
  return JSON.stringify({ problem: words.slice(0, 1_000) });
}
