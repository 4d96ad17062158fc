/** What can be made of a run or a study, and what came of it. */
import type { ApiError } from './protocol.ts';

/** What can be made of a finished run: an evaluation, a report, and what `motifsmith export` writes. */
export const PRODUCTS = [
  ...(['evaluation', 'report', 'nir', 'safetensors', 'npz', 'onnx'] as const),
  ...(['pytorch', 'tensorboard'] as const),
] as const;
export type ProductName = (typeof PRODUCTS)[number];

/** Body of POST /api/runs/ID/make. */
export interface MakeRequest {
  readonly what: ProductName;
  /** Reader of a NIR file, one of the `targets` of a ProductList. */
  readonly target?: string;
  /** Whether a NIR file is written even if its reader will compute something else. */
  readonly allowLossy?: boolean;
}

/** Something that was made of a run, or is being made. */
export interface Product {
  readonly what: ProductName;
  readonly state: 'working' | 'made' | 'failed';
  /** What the file is called when it is taken out, and its bytes; null unless it is made. */
  readonly file: string | null;
  readonly bytes: number | null;
  /** What the command says of it. */
  readonly document: EvaluationDocument | ExportDocument | null;
  /** Why it failed. */
  readonly problem: ApiError['error'] | null;
}

/** Of `motifsmith evaluate`, what the page shows. */
export interface EvaluationDocument {
  readonly format: 'motifsmith-evaluation';
  readonly members: readonly {
    readonly method: string;
    readonly seed: number;
    readonly samples: number;
    readonly accuracy: number;
    readonly loss: number;
    readonly recordedTestAccuracy: number;
  }[];
}

/** Of `motifsmith export`; a NIR file has a report of what is lost. */
export interface ExportDocument {
  readonly format: 'motifsmith-export' | 'motifsmith-page';
  readonly report?: {
    readonly losses: readonly {
      readonly severity: string;
      readonly subject: string;
      readonly detail: string;
    }[];
    readonly measured: string | null;
    readonly advice: readonly string[];
  } | null;
  /** What a report does without. */
  readonly notes?: readonly string[];
}

export interface ProductList {
  readonly products: readonly Product[];
  /** Readers that NIR files are made for. */
  readonly targets: readonly string[];
}
