/**
 * All limits of the studio's server in one place. The server runs next to one person's experiments: the
 * limits are far above what a page needs, and far below what would disturb those.
 */

export interface Limits {
  /** Characters of path and query. */
  readonly urlLength: number;
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Brackets in brackets in a body. */
  readonly bodyDepth: number;
  /** Requests of the session in a burst, and per second afterwards. */
  readonly burst: number;
  readonly perSecond: number;
  /** Connections of the session. */
  readonly connections: number;
  /** All other connections. */
  readonly strangers: number;
  /** Milliseconds for the headers of a request, and for all of it. */
  readonly headersMs: number;
  readonly requestMs: number;
  /** Open event streams. */
  readonly streams: number;
  /** Bytes that may wait for a client of a stream before it is dropped. */
  readonly streamBytes: number;
  /** Milliseconds for which a client may read nothing while something waits for it. */
  readonly stallMs: number;
  readonly heartbeatMs: number;
  /** Milliseconds between two checks of watched folders; file events come sooner. */
  readonly lookMs: number;
  /** Bytes of metrics.jsonl in a reply, and in its longest line. */
  readonly metricsBytes: number;
  readonly lineBytes: number;
  /** Bytes of any other JSON file that is read. */
  readonly documentBytes: number;
  /** Samples in a reply, and events of a sample. */
  readonly samples: number;
  readonly sampleEvents: number;
  /** Bytes of the sound of a sample. */
  readonly soundBytes: number;
  /** Data sets that are kept open, and milliseconds for which a request waits for one. */
  readonly openData: number;
  readonly openDataMs: number;
  /** Milliseconds after which data that nobody asks for are closed, and estimates given up. */
  readonly forgetDataMs: number;
  readonly forgetEstimateMs: number;
  /** Entries of a folder of data in a reply, and milliseconds for reading it. */
  readonly entries: number;
  readonly listMs: number;
  /** Events of a recording that are drawn. */
  readonly drawnEvents: number;
  /** Seconds for which a run is tried to see what it takes, and until it must have begun. */
  readonly estimateSeconds: number;
  readonly estimateMostSeconds: number;
  /** Folders that are searched for runs, and how deep they may be. */
  readonly folders: number;
  readonly depth: number;
  /** Runs started here that may be running at once. */
  readonly jobs: number;
  /** Bytes that are kept, and shown, of what a process has printed. */
  readonly logBytes: number;
  /** Products that may be made at once, that are kept, and bytes of one. */
  readonly makes: number;
  readonly products: number;
  readonly productBytes: number;
}

export const LIMITS: Limits = {
  urlLength: 2048,
  bodyBytes: 65_536,
  bodyDepth: 32,
  burst: 300,
  perSecond: 100,
  connections: 128,
  strangers: 256,
  headersMs: 10_000,
  requestMs: 15_000,
  streams: 32,
  streamBytes: 1_048_576,
  stallMs: 30_000,
  heartbeatMs: 15_000,
  lookMs: 1000,
  metricsBytes: 262_144,
  lineBytes: 8_388_608,
  documentBytes: 16_777_216,
  samples: 200,
  sampleEvents: 2_000_000,
  soundBytes: 16_777_216,
  openData: 2,
  openDataMs: 20_000,
  forgetDataMs: 60_000,
  forgetEstimateMs: 15_000,
  entries: 500,
  listMs: 2000,
  drawnEvents: 30_000,
  estimateSeconds: 3,
  estimateMostSeconds: 120,
  folders: 20_000,
  depth: 6,
  jobs: 2,
  logBytes: 262_144,
  makes: 2,
  products: 24,
  productBytes: 1_073_741_824,
};
