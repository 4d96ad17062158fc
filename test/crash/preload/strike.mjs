/**
 * Loaded into every process under test (`--import`). Wraps each call that changes the file system, and at
 * the one that the harness chose ends the process (before, after or in the middle of the call) or
 * makes the call fail. Reports calls in watched folders to the harness, and records all if asked.
 */
import callbacks from 'node:fs';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename, join, relative, resolve, sep } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

/** Suffixes of names that files grow under. */
const TEMPORARY = /(\.[0-9a-f]{8}-\d+-[0-9a-f]{12}|\.[0-9a-f]{12})?\.tmp$/;
const LOCK = /^lock\b/;
/** The studio opens it for the process that it starts; both only append. */
const LOG = 'process.log';
const CREATES = callbacks.constants.O_CREAT | callbacks.constants.O_TRUNC;

// The threads of the engine only compute.
if (isMainThread) await wrapAll();

async function wrapAll() {
  const { role, part, enter, leave, note } = await import('./harness.mjs');
  const original = { ...files };
  const paths = new WeakMap();
  const random = generator(part.seed);
  let { strike } = part;
  let left = strike?.nth ?? 0;
  /** Once the disk is full, it stays full. */
  let broken = null;
  const entered = new Set();

  /** The kind of file, with everything left out that differs between runs. */
  function kindOf(path) {
    const name = basename(path).replace(TEMPORARY, '');
    if (LOCK.test(name)) return 'lock';
    const cache = relative(part.cache, path);
    if (cache !== '..' && !cache.startsWith(`..${sep}`)) return join('cache', cache.split(sep)[0]);
    const parent = basename(resolve(path, '..'));
    const plain = name.replace(/^[\d]+|-[A-Za-z0-9]{6}$/, '*');
    return parent === 'checkpoints' ? `checkpoints/${plain}` : plain;
  }

  /** The folder that only one process may write to at a time; null if the path is in none. */
  function domainOf(path) {
    if (part.watched === null) return null;
    const { root, inner } = part.watched;
    const below = relative(root, path);
    if (below === '' || below.startsWith('..')) return null;
    const found = inner === null ? null : new RegExp(inner).exec(below);
    return found === null ? root : join(root, found[0]);
  }

  async function witness(call, path) {
    // Two processes may create the same folder, synchronise it, and remove it if it is empty.
    if (call === 'mkdir' || call === 'sync' || call === 'rmdir') return;
    if (basename(path) === LOG) return;
    const domain = domainOf(path);
    if (domain === null) return;
    if (!LOCK.test(basename(path))) {
      if (!entered.has(domain)) {
        entered.add(domain);
        await enter(domain);
      }
    } else if (call === 'unlink' && basename(path) === 'lock' && entered.delete(domain)) {
      await leave(domain);
    }
  }

  /** The strike, if this is its call. */
  function strikeAt(call, kind) {
    if (strike === null || strike.call !== call || strike.kind !== kind) return null;
    left -= 1;
    if (left > 0) return null;
    const now = strike;
    strike = null;
    return now;
  }

  /**
   * @param path the file as it will be called in the end
   * @param perform does all of it
   * @param half does part of it, for calls that can
   */
  async function carryOut(call, path, perform, half = null, details = {}) {
    const whole = resolve(String(path));
    const kind = kindOf(details.to ?? whole);
    // Processes at work look at their lock before every write.
    const races = kind === 'lock' && !(call === 'read' && entered.has(domainOf(whole)));
    if (races) await pause(random() * part.jitterMs);
    await witness(call, whole);
    if (broken !== null && ['create', 'write', 'mkdir', 'sync'].includes(call)) {
      throw refusal(broken, call, whole);
    }
    const now = strikeAt(call, kind);
    if (now === null) {
      const result = await perform();
      if (part.record !== null && call !== 'read') {
        // mkdtemp alone says afterwards what it has made.
        const made = typeof result === 'string' ? result : whole;
        note(part.record, { pid: process.pid, role, call, kind, path: made, ...details });
      }
      if (races) await pause(random() * part.jitterMs);
      return result;
    }
    note(part.strikes, { pid: process.pid, ...now, path: whole });
    if (now.does === 'fail') {
      if (now.code === 'short') return (half ?? perform)();
      if (now.stays) broken = now.code;
      throw refusal(now.code, call, whole);
    }
    if (now.when === 'middle' && half !== null) await half();
    if (now.when === 'after') await perform();
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => {});
  }

  function refusal(code, call, path) {
    const error = new Error(`${code}: as the harness decided, ${call} '${path}'`);
    return Object.assign(error, { code, syscall: call, path });
  }

  const wrapped = {
    async open(path, flags, mode) {
      const open = async () => {
        const handle = await original.open(path, flags, mode);
        paths.set(handle, resolve(String(path)));
        return handle;
      };
      return creates(flags)
        ? carryOut('create', path, open, null, { flags })
        : LOCK.test(basename(String(path)))
          ? carryOut('read', path, open)
          : open();
    },
    // In the steps that the kernel sees, so that a kill can come between them.
    async writeFile(path, content, options) {
      if (typeof path !== 'string') return path.writeFile(content, options);
      const flag = (typeof options === 'object' && options?.flag) || 'w';
      const handle = await wrapped.open(path, flag, options?.mode);
      try {
        await handle.writeFile(content, options);
      } finally {
        await handle.close();
      }
    },
    appendFile: (path, content, options) =>
      wrapped.writeFile(path, content, { ...options, flag: 'a' }),
    readFile: (path, options) =>
      LOCK.test(basename(String(path)))
        ? carryOut('read', path, () => original.readFile(path, options))
        : original.readFile(path, options),
    rename: (from, to) =>
      carryOut('rename', from, () => original.rename(from, to), null, { to: resolve(String(to)) }),
    link: (from, to) =>
      carryOut('link', to, () => original.link(from, to), null, { from: resolve(String(from)) }),
    symlink: (target, path, type) =>
      carryOut('symlink', path, () => original.symlink(target, path, type)),
    unlink: (path) => carryOut('unlink', path, () => original.unlink(path)),
    rmdir: (path) => carryOut('rmdir', path, () => original.rmdir(path)),
    async rm(path, options = {}) {
      let found;
      try {
        found = await original.lstat(path);
      } catch (error) {
        if (options.force && error.code === 'ENOENT') return;
        throw error;
      }
      if (!found.isDirectory()) {
        await wrapped.unlink(path).catch((error) => {
          if (!options.force || error.code !== 'ENOENT') throw error;
        });
        return;
      }
      if (!options.recursive) throw refusal('ERR_FS_EISDIR', 'rm', String(path));
      for (const name of await original.readdir(path)) await wrapped.rm(join(path, name), options);
      await wrapped.rmdir(path);
    },
    async mkdir(path, options) {
      if (options?.recursive) throw new Error('the harness does not know recursive mkdir');
      return carryOut('mkdir', path, () => original.mkdir(path, options));
    },
    mkdtemp: (prefix, options) =>
      carryOut('mkdir', `${prefix}XXXXXX`, () => original.mkdtemp(prefix, options)),
    truncate: (path, length) => carryOut('truncate', path, () => original.truncate(path, length)),
    utimes: (path, ...times) => carryOut('utimes', path, () => original.utimes(path, ...times)),
    chmod: (path, mode) => carryOut('chmod', path, () => original.chmod(path, mode)),
    copyFile: (from, to, mode) =>
      carryOut('create', to, () => original.copyFile(from, to, mode), null, {
        from: resolve(String(from)),
      }),
  };

  const probe = await original.open(process.execPath, 'r');
  const handles = Object.getPrototypeOf(probe);
  await probe.close();
  const handleCalls = {
    write: handles.write,
    sync: handles.sync,
    datasync: handles.datasync,
    truncate: handles.truncate,
    utimes: handles.utimes,
  };
  Object.assign(handles, {
    async write(data, ...where) {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      const [offset = 0, length = bytes.byteLength - offset, position = null] =
        typeof data === 'string'
          ? [0, bytes.length, where[0]]
          : typeof where[0] === 'object' && where[0] !== null
            ? [where[0].offset, where[0].length, where[0].position]
            : where;
      const write = (amount) => handleCalls.write.call(this, bytes, offset, amount, position);
      const details =
        part.record === null
          ? {}
          : {
              position,
              data: Buffer.from(bytes.buffer, bytes.byteOffset + offset, length).toString('base64'),
            };
      return carryOut(
        'write',
        paths.get(this),
        () => write(length),
        () => write(Math.max(1, Math.floor(length / 2))),
        details,
      );
    },
    async writeFile(content, options) {
      const encoding = typeof options === 'string' ? options : (options?.encoding ?? 'utf8');
      const bytes = typeof content === 'string' ? Buffer.from(content, encoding) : content;
      for (let done = 0; done < bytes.byteLength; ) {
        const { bytesWritten } = await this.write(bytes, done, bytes.byteLength - done, null);
        done += bytesWritten;
      }
    },
    async appendFile(content, options) {
      return this.writeFile(content, options);
    },
    async sync() {
      return carryOut('sync', paths.get(this), () => handleCalls.sync.call(this));
    },
    async datasync() {
      return carryOut('sync', paths.get(this), () => handleCalls.datasync.call(this));
    },
    async truncate(length = 0) {
      const truncate = () => handleCalls.truncate.call(this, length);
      return carryOut('truncate', paths.get(this), truncate, null, { length });
    },
    async utimes(...times) {
      return carryOut('utimes', paths.get(this), () => handleCalls.utimes.call(this, ...times));
    },
  });
  Object.assign(files, wrapped);
  refuseUnwatched();
  syncBuiltinESMExports();
}

/** What the harness could not see must not be used. */
function refuseUnwatched() {
  const refuse = (name) => {
    throw new Error(`the fault-injection harness does not watch fs.${name}: use node:fs/promises`);
  };
  const names = ['writeFile', 'appendFile', 'rename', 'rm', 'unlink', 'mkdir', 'mkdtemp', 'link'];
  for (const name of [...names, ...names.map((each) => `${each}Sync`), 'createWriteStream']) {
    callbacks[name] = () => refuse(name);
  }
  for (const name of ['open', 'openSync']) {
    const original = callbacks[name];
    callbacks[name] = (path, flags, ...rest) => {
      if (typeof flags !== 'function' && creates(flags)) refuse(name);
      return original(path, flags, ...rest);
    };
  }
}

/** Whether a file may come into being, or lose its content, when it is opened. */
function creates(flags) {
  return typeof flags === 'number' ? (flags & CREATES) !== 0 : /[wa]/.test(flags ?? 'r');
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
