/**
 * From the text of a settings file, or of one value, to plain data: mappings, lists, text, numbers, true,
 * false and null. What YAML has beyond that (other types, keys that are not text, aliases that multiply or
 * lead back to themselves) would be lost or mistaken on the way to a setting, so it is refused at its line.
 * A key such as `__proto__` is kept as it is written: the check of the settings refuses it by name.
 */
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
} from 'yaml';
import { MotifsmithError } from '../core/errors.ts';
import { LIMITS } from '../core/limits.ts';

/** Longer text counts as several values. */
const CHARACTERS_OF_A_VALUE = 100;

const STANDARD = 'tag:yaml.org,2002:';
/** Tags that say what a value is anyway. */
const PLAIN = { map: ['map'], seq: ['seq'], scalar: ['str', 'int', 'float', 'bool', 'null'] };

/** A value, how many values it consists of, and on how many levels. */
interface Counted {
  readonly value: unknown;
  readonly size: number;
  readonly levels: number;
}

type Refuse = (message: string, remedy: string, offset: number) => never;

/**
 * The value that YAML or JSON describes; null if there is none.
 * @param subject what the text is, in messages, e.g. `file`
 * @param where names it in errors
 * @throws MotifsmithError (`usage`) naming the first line with anything but plain values
 */
export function parseSettings(text: string, subject: string, where: string): unknown {
  const lines = new LineCounter();
  lines.addNewLine(0);
  const refuse: Refuse = (message, remedy, offset) => {
    const { line, col } = lines.linePos(offset);
    throw new MotifsmithError('usage', message, {
      where: `${where}, line ${line}, column ${col}`,
      remedy,
    });
  };
  const composer = new Composer({
    // The library compares each key with each other.
    uniqueKeys: false,
    schema: 'core',
    resolveKnownTags: false,
  });
  let document: Document.Parsed | null = null;
  for (const next of composer.compose(tokens(text, lines, refuse), true, text.length)) {
    if (document !== null) {
      const remedy = 'Keep one of them, and remove the line `---`.';
      refuse(`The ${subject} holds several documents.`, remedy, next.range[0]);
    }
    document = next;
    const [error] = document.errors;
    if (error !== undefined) {
      const problem = error.message.replace(/\.$/, '');
      const remedy =
        'Correct it there: text with * or { in it needs double quotes. JSON is allowed too.';
      refuse(`The ${subject} is not YAML: ${problem}.`, remedy, error.pos[0]);
    }
  }
  return new Reader(refuse).read(document?.contents ?? null);
}

/** The library works through nested values by recursion, and may abort the process at the end of the stack. */
function* tokens(text: string, lines: LineCounter, refuse: Refuse): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    // The document itself, and the value at the end.
    if (parser.stack.length > LIMITS.settingsDepth + 2) refuse(...TOO_DEEP, parser.offset);
  }
  yield* parser.end();
}

const TOO_DEEP = [
  `Values are nested over ${LIMITS.settingsDepth} levels deep.`,
  'Correct the brackets or the indentation there; no setting is that deep.',
] as const;

class Reader {
  readonly #refuse: Refuse;
  /** What each anchor names; null while that is being read. */
  readonly #anchors = new Map<string, Counted | null>();

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
  }

  read(node: unknown): unknown {
    return this.#node(node).value;
  }

  #node(node: unknown): Counted {
    if (isAlias(node)) return this.#alias(node.source, offsetOf(node));
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return single(null);
    this.#requirePlain(node);
    const { anchor } = node;
    if (anchor !== undefined) this.#anchors.set(anchor, null);
    const found = isMap(node)
      ? this.#mapping(node.items, offsetOf(node))
      : isSeq(node)
        ? this.#list(node.items, offsetOf(node))
        : single(node.value);
    if (anchor !== undefined) this.#anchors.set(anchor, found);
    return found;
  }

  #mapping(items: readonly { key: unknown; value: unknown }[], offset: number): Counted {
    const entries = new Map<string, Counted>();
    for (const { key, value } of items) {
      const name = this.#key(key, offset);
      if (entries.has(name)) {
        const remedy = 'Keep one of them.';
        this.#refuse(`The key ${JSON.stringify(name)} is there twice.`, remedy, offsetOf(key));
      }
      entries.set(name, this.#node(value));
    }
    // Unlike an assignment, this keeps the key `__proto__`.
    const value = Object.fromEntries([...entries].map(([name, found]) => [name, found.value]));
    return this.#whole(value, [...entries.values()], offset);
  }

  #list(items: readonly unknown[], offset: number): Counted {
    const found = items.map((item) => this.#node(item));
    return this.#whole(
      found.map(({ value }) => value),
      found,
      offset,
    );
  }

  #whole(value: unknown, parts: readonly Counted[], offset: number): Counted {
    const size = parts.reduce((sum, part) => sum + part.size, 1);
    const levels = parts.reduce((most, part) => Math.max(most, part.levels), 0) + 1;
    if (levels > LIMITS.settingsDepth) this.#refuse(...TOO_DEEP, offset);
    if (size > LIMITS.settingsValues) {
      const message = `There are over ${LIMITS.settingsValues} values, with those that aliases repeat.`;
      this.#refuse(message, 'Write the settings out; no file needs that many.', offset);
    }
    return { value, size, levels };
  }

  #key(key: unknown, mapping: number): string {
    if (isScalar(key) && typeof key.value === 'string') {
      this.#requirePlain(key);
      if (key.anchor !== undefined) this.#anchors.set(key.anchor, single(key.value));
      return key.value;
    }
    const at = isScalar(key) || isMap(key) || isSeq(key) || isAlias(key) ? offsetOf(key) : mapping;
    if (isScalar(key) && key.value !== null) {
      const name = String(key.value);
      this.#refuse(`The key ${name} is not text.`, `Write it in quotes: "${name}".`, at);
    }
    const what = isMap(key) ? 'a mapping' : isSeq(key) ? 'a list' : isAlias(key) ? 'an alias' : '';
    const message = what === '' ? 'A key is missing or null.' : `A key is ${what}, not text.`;
    return this.#refuse(message, 'Write settings as `key: value`.', at);
  }

  #alias(name: string, offset: number): Counted {
    const found = this.#anchors.get(name);
    if (found === undefined) {
      const remedy = `Write &${name} before the value that is meant, above this line.`;
      this.#refuse(`The alias *${name} stands for nothing.`, remedy, offset);
    }
    if (found === null) {
      const remedy = 'Write the value out.';
      this.#refuse(`The alias *${name} is part of what it stands for.`, remedy, offset);
    }
    return found!;
  }

  /** The library drops what it finds of other types, or makes something else of it. */
  #requirePlain(node: Node): void {
    const { tag } = node;
    const kind = isMap(node) ? 'map' : isSeq(node) ? 'seq' : 'scalar';
    if (tag === undefined || PLAIN[kind].some((plain) => tag === STANDARD + plain)) return;
    const name = tag.startsWith(STANDARD) ? `!!${tag.slice(STANDARD.length)}` : tag;
    this.#refuse(
      `A value of type ${name} is not a mapping, a list, text or a number.`,
      `Remove ${name}, and write settings as \`key: value\`.`,
      offsetOf(node),
    );
  }
}

function single(value: unknown): Counted {
  const characters = typeof value === 'string' ? value.length : 0;
  return { value, size: 1 + Math.floor(characters / CHARACTERS_OF_A_VALUE), levels: 0 };
}

function offsetOf(node: unknown): number {
  return (node as Node).range?.[0] ?? 0;
}
