/** Colours, where a terminal shows them: never in a pipe, unless FORCE_COLOR asks for them; NO_COLOR turns them off. */
import { styleText } from 'node:util';
import { TERMINAL_COLOURS, type TerminalColour } from '../view/palette.ts';

function hasColour(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR || FORCE_COLOR === '0') return false;
  return FORCE_COLOR !== undefined || (stream.isTTY === true && stream.hasColors());
}

/** Paints a text for a stream. */
export type Paint = (text: string, colour: TerminalColour) => string;

export function painter(stream: NodeJS.WriteStream): Paint {
  if (!hasColour(stream)) return (text) => text;
  // The stream has been asked already.
  return (text, colour) => styleText(TERMINAL_COLOURS[colour], text, { validateStream: false });
}
