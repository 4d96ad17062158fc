/**
 * The protocol of the lock on a file system in memory: contenders take turns after every single operation, in
 * every order or in thousands of random ones, and any of them may die at any moment. Two living
 * holders at once would be a fault; so would a lock that nobody can get any more.
 */
import { describe, expect, test } from 'vitest';
import { type Held, type LockFiles, newId, tryLock } from '../../../src/run/lock/take-over.ts';

type Names = Map<string, Held<number>>;
type TryLock = typeof tryLock<number>;

/**
 * Chooses among `ready` contenders, the one whose turn was last first, or beyond them the death of one.
 * @returns below `ready`, or below twice that if somebody may die
 */
type Choose = (ready: number, mayDie: boolean) => number;

class Contender {
  /** The operation that it is about to carry out; null when it is through. */
  pending: (() => void) | null = null;
  dead = false;
  inside = false;
  ended = false;
  readonly process: number;

  constructor(process: number) {
    this.process = process;
  }

  /** Carries an operation out when it is this contender's turn. */
  step<Result>(operation: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.pending = () => {
        this.pending = null;
        try {
          resolve(operation());
        } catch (error) {
          reject(error);
        }
      };
    });
  }
}

class World {
  readonly names: Names = new Map();
  readonly contenders: Contender[];
  readonly #attempt: TryLock;
  /** Times that somebody got the lock. */
  successes = 0;
  fault: string | null = null;

  constructor(stale: 'dead' | 'claimed' | 'none', contenders: number, attempt: TryLock) {
    this.#attempt = attempt;
    if (stale !== 'none') this.names.set('lock', { id: 'old', holder: -1 });
    if (stale === 'claimed') this.names.set('lock.old.next', { id: 'older', holder: -2 });
    this.contenders = Array.from({ length: contenders }, (_, k) => new Contender(k));
    for (const contender of this.contenders) this.start(contender);
  }

  start(contender: Contender): void {
    void this.#live(contender).then(() => {
      contender.ended = true;
    });
  }

  /** Tries until it has had the lock once or finds it held; works; releases. */
  async #live(contender: Contender): Promise<void> {
    const id = newId();
    const own: Held<number> = { id, holder: contender.process };
    const files: LockFiles<number> = {
      link: (name) =>
        contender.step(() => !this.names.has(name) && this.names.set(name, own).has(name)),
      read: (name) => contender.step(() => this.names.get(name) ?? null),
      replace: (name) => contender.step(() => void this.names.set(name, own)),
      remove: (name) => contender.step(() => void this.names.delete(name)),
      list: () => contender.step(() => [...this.names.keys()]),
    };
    const isDead = ({ holder }: Held<number>) =>
      contender.step(() => holder < 0 || this.contenders[holder]!.dead);
    for (let attempts = 0; attempts < 6; attempts++) {
      const outcome = await this.#attempt(files, 'lock', id, isDead);
      if (outcome === null) return this.#work(contender, files, id);
      if (outcome !== 'changed' && !outcome.claims) return;
    }
  }

  async #work(contender: Contender, files: LockFiles<number>, id: string): Promise<void> {
    await contender.step(() => {
      const other = this.contenders.find(({ inside, dead }) => inside && !dead);
      if (other !== undefined) this.fault = `${contender.process} and ${other.process} hold it`;
      contender.inside = true;
      this.successes += 1;
    });
    await contender.step(() => {
      if (this.names.get('lock')?.id !== id) this.fault = `${contender.process} has lost it`;
      contender.inside = false;
    });
    if ((await files.read('lock'))?.id === id) await files.remove('lock');
  }
}

/** Lets everything happen that needs no turn. */
async function settle(): Promise<void> {
  for (let k = 0; k < 12; k++) await Promise.resolve();
}

/** @returns the world at the end, when everybody is through or dead */
async function play(world: World, choose: Choose, crashes: number): Promise<World> {
  let left = crashes;
  let last: Contender | null = null;
  for (;;) {
    await settle();
    const ready = world.contenders.filter(({ dead, pending }) => !dead && pending !== null);
    if (ready.length === 0 || world.fault !== null) return world;
    if (last !== null && ready.includes(last)) {
      ready.splice(ready.indexOf(last), 1);
      ready.unshift(last);
    }
    const next = choose(ready.length, left > 0);
    const contender: Contender = ready[next % ready.length]!;
    last = contender;
    if (next < ready.length) contender.pending!();
    else {
      left -= 1;
      contender.dead = true;
    }
  }
}

function seeded(seed: number): (count: number) => number {
  let state = seed >>> 0;
  return (count) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  };
}

/** The lock of a world in which everybody has ended must be free for one who comes later. */
async function requireFree(world: World): Promise<void> {
  const before = world.successes;
  const late = new Contender(world.contenders.length);
  world.contenders.push(late);
  world.start(late);
  await play(world, () => 0, 0);
  expect(world.fault).toBeNull();
  expect(world.successes).toBe(before + 1);
  expect([...world.names.keys()]).toEqual([]);
}

async function playRandomly(
  attempt: TryLock,
  stale: 'dead' | 'claimed' | 'none',
  rounds: number,
): Promise<string | null> {
  for (let seed = 1; seed <= rounds; seed++) {
    const random = seeded(seed);
    const choose: Choose = (ready, mayDie) =>
      mayDie && random(12) === 0 ? ready + random(ready) : random(ready);
    const contenders = 2 + (seed % 4);
    const world = await play(new World(stale, contenders, attempt), choose, seed % 5);
    if (world.fault !== null) return `seed ${seed}: ${world.fault}`;
    await requireFree(world);
  }
  return null;
}

describe.each(['dead', 'claimed', 'none'] as const)('a lock that is %s at first', (stale) => {
  test('many contenders in random order, with deaths', async () => {
    expect(await playRandomly(tryLock, stale, 4000)).toBeNull();
  });

  // Every order of two contenders that changes from one to the other at most four times out of turn, with at
  // most one death.
  test('two contenders in every order', async () => {
    let runs = 0;
    const explore = async (script: number[]): Promise<void> => {
      const counts: number[] = [];
      let at = 0;
      const world = await play(
        new World(stale, 2, tryLock),
        (ready, mayDie) => {
          counts.push(mayDie ? 2 * ready : ready);
          return script[at++] ?? 0;
        },
        1,
      );
      runs += 1;
      expect(world.fault).toBeNull();
      if (script.filter((choice) => choice > 0).length === 4) return;
      for (let k = script.length; k < counts.length; k++) {
        const padded = [...script, ...new Array<number>(k - script.length).fill(0)];
        for (let choice = 1; choice < counts[k]!; choice++) await explore([...padded, choice]);
      }
    };
    await explore([]);
    expect(runs).toBeGreaterThan(400);
  }, 120_000);
});

describe('the same test finds', () => {
  test('that a stale lock must not be removed and then created', async () => {
    const naive: TryLock = async (files, lock, _id, isDead) => {
      if (await files.link(lock)) return null;
      const held = await files.read(lock);
      if (held === null) return 'changed';
      if (!(await isDead(held, lock))) return { held, claims: false };
      await files.remove(lock);
      return 'changed';
    };
    expect(await playRandomly(naive, 'dead', 4000)).toMatch(/hold it|lost it/);
  });

  test('that the lock must be read again after a claim', async () => {
    const hasty: TryLock = (files, lock, id, isDead) => {
      const seen = new Map<string, Held<number> | null>();
      const remembering: LockFiles<number> = {
        ...files,
        read: async (name) => {
          if (!seen.has(name)) seen.set(name, await files.read(name));
          return seen.get(name)!;
        },
      };
      return tryLock(remembering, lock, id, isDead);
    };
    expect(await playRandomly(hasty, 'dead', 4000)).toMatch(/hold it|lost it/);
  });
});
