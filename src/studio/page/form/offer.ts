/** What a server can start: its presets, and the schema of the settings. */
import { useEffect, useState } from 'preact/hooks';
import type { Preset } from '../../api/start.ts';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';
import type { JsonSchema } from './schema.ts';

export interface Offer {
  readonly presets: readonly Preset[];
  readonly schema: JsonSchema;
}

/** The offer once it has come; null before, and where nothing can be started. */
export function useOffer(): { readonly offer: Offer | null; readonly problem: Problem | null } {
  const [offer, setOffer] = useState<Offer | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    if (!source.canStart) return;
    Promise.all([source.presets(), source.schema()]).then(
      ([presets, schema]) => setOffer({ presets, schema: schema as JsonSchema }),
      (error: unknown) => setProblem(asProblem(error)),
    );
  }, []);
  return { offer, problem };
}
