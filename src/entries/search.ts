/**
 * `motifsmith/search`: the search for an architecture, the strategies that come with the package, and
 * what it takes to write another.
 *
 * @module motifsmith/search
 */
export type { StbpSettings } from '../baselines/stbp/stbp.ts';
export { type HalfSizes, type SelectionSpace, searchBudget } from '../search/budget.ts';
export {
  type DrawnMotif,
  drawMotif,
  type TypeProportions,
} from '../search/candidates/random-motif.ts';
export type { EvenMotifSettings } from '../search/even-motif.ts';
export type {
  ArchitectureEvent,
  Candidate,
  CandidateEvent,
  Costs,
  Cut,
  CutEvent,
  IterationEvent,
  Measure,
  SearchEpochEvent,
  SearchEvent,
  SearchProbeEvent,
  StrategyEvent,
  SupernetFigures,
} from '../search/events.ts';
export { type FixedArchitecture, fixedArchitecture } from '../search/fixed.ts';
export { FIXED_ARCHITECTURES } from '../search/fixed-names.ts';
export type { SearchInput } from '../search/search-input.ts';
export { SearchJob, type SearchResult } from '../search/search-job.ts';
export {
  type ArchitectureOptimiser,
  DEFAULT_SEARCH,
  type SearchPlasticity,
  type SearchSettings,
  STRATEGIES,
  type StrategyName,
} from '../search/settings.ts';
export type {
  SearchOutcome,
  SearchStrategy,
  StrategyFactory,
  StrategyInput,
} from '../search/strategy.ts';
export {
  fillTemplate,
  type LayerTemplate,
  type NetworkTemplate,
  supernetArchitecture,
} from '../search/template.ts';
