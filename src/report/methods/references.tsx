/** The references below a methods paragraph. */
import type { JSX } from 'preact';
import { type Citation, citationsOf, type Work } from '../../citation/cited.ts';
import { referenceText } from '../../citation/plain-text.ts';
import { REFERENCES } from '../../citation/references.ts';

/** Everything that the runs used, and what the report itself uses. */
export function References({
  works,
  also = [],
}: {
  readonly works: readonly Work[];
  /** What this report uses and others do not. */
  readonly also?: readonly Citation[];
}): JSX.Element {
  const { horowitz, okabeIto } = REFERENCES;
  const citations = [
    ...citationsOf(works),
    ...also,
    { reference: horowitz, purpose: 'energy per operation' },
    { reference: okabeIto, purpose: 'colours' },
  ];
  return (
    <ul class="note">
      {citations.map(({ reference, purpose }) => (
        <li key={reference.key}>
          {referenceText(reference)} <em>{purpose}</em>
        </li>
      ))}
    </ul>
  );
}
