/**
 * Records in linear memory that TypeScript writes and kernels read. A record is declared once, in
 * `records/`, as a table of its fields in order; offsets and size follow from the table here, and
 * `npm run build:kernels` makes the AssemblyScript class from it. Every module exports the offsets
 * that its compiler chose, and `checkLayouts` compares them when an instance is made.
 */
import { MotifsmithError } from '../core/errors.ts';

/** `usize` is an address; a record as a type is the address of one of these. All take 4 bytes. */
export type FieldType = 'u32' | 'f32' | 'usize' | RecordLayout<string>;

const FIELD_BYTES = 4;

/** Values for the fields of a record. */
export type RecordValues<Layout> =
  Layout extends RecordLayout<infer Field> ? Record<Field, number> : never;

export class RecordLayout<Field extends string> {
  /** Name of the class in AssemblyScript. */
  readonly name: string;
  readonly types: Readonly<Record<Field, FieldType>>;
  /** In the order of memory. */
  readonly fields: readonly Field[];
  readonly bytes: number;

  constructor(name: string, types: Readonly<Record<Field, FieldType>>) {
    this.name = name;
    this.types = types;
    this.fields = Object.keys(types) as Field[];
    this.bytes = FIELD_BYTES * this.fields.length;
  }

  /** Offset of a field by its place in the table, bytes. */
  offset(place: number): number {
    return FIELD_BYTES * place;
  }

  /** Fills the record at `address`; fields left out become 0. */
  fill(
    memory: WebAssembly.Memory,
    address: number,
    values: Readonly<Partial<Record<Field, number>>>,
  ): void {
    new Uint8Array(memory.buffer, address, this.bytes).fill(0);
    this.update(memory, address, values);
  }

  /** Changes the given fields of the record at `address`. */
  update(
    memory: WebAssembly.Memory,
    address: number,
    values: Readonly<Partial<Record<Field, number>>>,
  ): void {
    const view = new DataView(memory.buffer, address, this.bytes);
    this.fields.forEach((field, place) => {
      const value = values[field];
      if (value === undefined) return;
      if (this.types[field] === 'f32') view.setFloat32(this.offset(place), value, true);
      else view.setUint32(this.offset(place), value, true);
    });
  }

  /** Value of a whole number or an address in the record at `address`. */
  readWord(memory: WebAssembly.Memory, address: number, field: Field): number {
    const at = address + this.offset(this.fields.indexOf(field));
    return new DataView(memory.buffer).getUint32(at, true);
  }
}

/** Names under which a module exports the offset of a field, and the size of a record. */
export const offsetName = ({ name }: RecordLayout<string>, field: string): string =>
  `${name}_${field}`;
export const sizeName = ({ name }: RecordLayout<string>): string => `${name}_size`;

/**
 * Compares offsets and sizes in a module with the tables.
 * @param exports of an instance of the module
 * @throws MotifsmithError (`internal`) naming the first field that differs
 */
export function checkLayouts(
  exports: WebAssembly.Exports,
  layouts: readonly RecordLayout<string>[],
): void {
  const check = (name: string, expected: number): void => {
    const found = (exports[name] as WebAssembly.Global | undefined)?.value;
    if (found === expected) return;
    throw new MotifsmithError('internal', `The kernels have ${name} = ${found}, not ${expected}.`, {
      where: name,
      remedy: 'Build kernels and package together: npm run build.',
    });
  };
  for (const layout of layouts) {
    layout.fields.forEach((field, place) => {
      check(offsetName(layout, field), layout.offset(place));
    });
    check(sizeName(layout), layout.bytes);
  }
}
