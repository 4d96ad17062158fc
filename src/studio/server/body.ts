/**
 * The JSON in a request's body. JSON.parse takes any depth, the last of several equal keys, and a key
 * `__proto__`, which surprise whoever works with the value; none of them is in an honest request.
 */
import type { Limits } from './limits.ts';
import { Refusal } from './refusal.ts';

/** A string that is a key, one that is not, or a bracket. */
const TOKENS = /("(?:[^"\\]|\\.)*")\s*(:?)|[{}[\]]/gs;

/** @throws Refusal `badRequest` naming what is wrong, `tooLarge` if it is nested too deeply */
export function parseBody(text: string, { bodyDepth }: Pick<Limits, 'bodyDepth'>): unknown {
  const levels: Set<string>[] = [];
  for (const [token, word, colon] of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') {
      levels.push(new Set());
      if (levels.length > bodyDepth) {
        throw new Refusal('tooLarge', 'The body is nested too deeply.', {
          remedy: `At most ${bodyDepth} levels are accepted.`,
        });
      }
    } else if (token === '}' || token === ']') levels.pop();
    else if (colon === ':') checkKey(String(parsed(word!)), levels.at(-1));
  }
  return parsed(text);
}

function checkKey(key: string, level: Set<string> | undefined): void {
  const name = JSON.stringify(key);
  if (key === '__proto__') throw wrong(`The key ${name} is not accepted.`);
  if (level?.has(key)) throw wrong(`The key ${name} is there twice.`);
  level?.add(key);
}

function wrong(message: string): Refusal {
  return new Refusal('badRequest', message, { where: 'body', remedy: 'Remove it.' });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal('badRequest', 'The body is not JSON.', {
      where: (error as Error).message,
      remedy: 'Correct it at that position.',
    });
  }
}
