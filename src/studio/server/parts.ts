/** What the routes work with. */
import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import type { ChildRuns } from './child-runs.ts';
import type { DataFolders } from './data-folders.ts';
import type { DataLooks } from './data-looks.ts';
import type { Estimates } from './estimates.ts';
import type { EventChannel } from './event-channel.ts';
import type { Limits } from './limits.ts';
import type { PageFiles } from './page-files.ts';
import type { Products } from './products.ts';
import type { RunColumns } from './run-columns.ts';
import type { RunFeed } from './run-feed.ts';
import type { RunIndex } from './run-index.ts';
import type { OpenSamples } from './samples.ts';
import type { Session } from './session.ts';
import type { Trash } from './trash.ts';

interface DataParts {
  readonly folders: DataFolders;
  readonly looks: DataLooks;
}

export interface Parts {
  /** The runs folder, resolved. */
  readonly root: string;
  readonly index: RunIndex;
  readonly columns: RunColumns;
  readonly feed: RunFeed;
  readonly children: ChildRuns;
  readonly samples: OpenSamples;
  readonly trash: Trash;
  readonly products: Products;
  readonly page: PageFiles;
  readonly data: DataParts;
  readonly estimates: Estimates;
  /** Open streams; all of them end with the server. */
  readonly channels: Set<EventChannel>;
  readonly limits: Limits;
  readonly session: Session;
  /** Called with defects. */
  readonly onDefect: (error: unknown) => void;
}

/** A request with the connection that it came by. */
export type Env = { Bindings: HttpBindings };

export type App = Hono<Env>;
