/**
 * Ends synchronous work that would go on for ever: files can be made that lead a library in circles.
 * Node alone can do so without another thread at hand; elsewhere the work runs unwatched, as a page
 * whose script hangs can be closed by its reader.
 */

type Timed = <Result>(milliseconds: number, action: () => Result) => Result;

/** What `withinTime` throws when time is up. */
export class TimeUp extends Error {
  constructor(milliseconds: number) {
    super(`no end was in sight after ${milliseconds / 1000} s`);
    this.name = 'TimeUp';
  }
}

let timed: Timed | undefined;

/**
 * Runs an action that must not wait for anything.
 * @param milliseconds far more than the action ever needs: they are those of the clock on the wall
 * @throws TimeUp, or whatever the action throws
 */
export function withinTime<Result>(milliseconds: number, action: () => Result): Result {
  timed ??= globalThis.process?.versions?.node === undefined ? (_, run) => run() : inNode();
  return timed(milliseconds, action);
}

/** A script's time limit holds for all that it calls, WebAssembly included. */
function inNode(): Timed {
  const { createContext, Script } = process.getBuiltinModule('node:vm');
  const script = new Script('action()');
  const globals = createContext({ action: () => {} });
  return <Result>(milliseconds: number, action: () => Result) => {
    let result: Result | undefined;
    globals.action = () => {
      result = action();
    };
    try {
      script.runInContext(globals, { timeout: milliseconds });
    } catch (error) {
      const { code } = error as { code?: unknown };
      throw code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? new TimeUp(milliseconds) : error;
    }
    return result as Result;
  };
}
