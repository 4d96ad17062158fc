/** What the fields of a form share. */
import type { JsonSchema } from './schema.ts';

/** Of the whole form: where values go, and what is wrong with which. */
interface FormState {
  readonly problems: Readonly<Record<string, string>>;
  /** @param problem null if the value is good */
  set(path: string, value: unknown, problem: string | null): void;
}

/** What every field is given. */
export interface FieldProps {
  readonly path: string;
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly form: FormState;
}
