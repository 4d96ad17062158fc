/** What the list of runs makes of all runs there are: plain functions, so that they are quick and can be tested. */
import type { RunSummary } from '../../api/runs.ts';
import { Problem } from '../source/problem.ts';

/** Runs that are cells of a study, which has a page of its own; a folder that is a study itself has only these. */
export function ofStudies(runs: readonly RunSummary[], studies: readonly string[]): RunSummary[] {
  const folders = studies.filter((id) => id !== '').map((id) => `${id}/`);
  return runs.filter(({ id }) => folders.some((folder) => id.startsWith(folder)));
}

/**
 * Groups are shown only while they have no members, which have their tags, their place in the archive and, without
 * one of their own, their name.
 */
export function withoutGroups(runs: readonly RunSummary[]): RunSummary[] {
  const filled = new Set(runs.flatMap(({ group }) => (group === null ? [] : [group])));
  const groups = new Map(runs.filter(({ id }) => filled.has(id)).map((run) => [run.id, run.marks]));
  return runs
    .filter(({ kind, id }) => kind !== 'group' || !filled.has(id))
    .map((run) => {
      const group = run.group === null ? undefined : groups.get(run.group);
      if (group === undefined || group.revision === 0) return run;
      const { marks } = run;
      const tags = [...new Set([...group.tags, ...marks.tags])];
      const [title, archived] = [marks.title || group.title, marks.archived || group.archived];
      return { ...run, marks: { ...marks, tags, title, archived } };
    });
}

/**
 * What is deleted for a selection: runs, and of members their groups.
 * @throws Problem if not all members of a group are selected
 */
export function deletable(all: readonly RunSummary[], chosen: ReadonlySet<string>): string[] {
  const ids = new Set<string>();
  for (const { id, group } of all) {
    if (!chosen.has(id)) continue;
    ids.add(group ?? id);
    if (group === null || all.every((run) => run.group !== group || chosen.has(run.id))) continue;
    throw new Problem(`${id} is a part of ${group}.`, {
      remedy: 'Select all runs of the group, or delete it on its own page.',
    });
  }
  return [...ids];
}
