/**
 * Reads from the XML in the header of an AEDAT 4 file which streams it has. The tree has only two
 * kinds of elements, `node` with a name and `attr` with a key and a text, so a scan of tags with a
 * stack of names is a complete reader.
 *
 * ```xml
 * <dv><node name="outInfo"><node name="0"><attr key="typeIdentifier">EVTS</attr>
 *   <node name="info"><attr key="sizeX">346</attr><attr key="sizeY">260</attr></node></node></node></dv>
 * ```
 */

export interface Aedat4Stream {
  readonly id: number;
  /** The identifier of its packets' FlatBuffers: `EVTS`, `FRME`, `IMUS`, `TRIG`. */
  readonly type: string;
  /** Pixels; null if the header does not give it. */
  readonly width: number | null;
  readonly height: number | null;
  /** The part of DV, or the program, that made the stream; null if the header does not give it. */
  readonly module: string | null;
}

const TAGS = /<(\/?)(node|attr)\b([^<>]*)>([^<]*)/g;
const WANTED = ['typeIdentifier', 'originalModuleName', 'sizeX', 'sizeY'];
/** Streams are at depth 2 and their sizes at depth 3. */
const DEEPEST = 3;

/** The streams in the order of their numbers. Time and memory grow with the text's length only. */
export function readStreams(description: string): Aedat4Stream[] {
  const path: string[] = [];
  let depth = 0;
  const attributes = new Map<string, string>();
  for (const [, slash, element, head, text] of description.matchAll(TAGS)) {
    if (element === 'attr') {
      const key = /\bkey="([^"]{1,32})"/.exec(head!)?.[1] ?? '';
      if (slash === '' && depth <= DEEPEST && WANTED.includes(key)) {
        attributes.set([...path, key].join('/'), text!.trim());
      }
    } else if (slash === '/') {
      if (depth > 0 && depth <= DEEPEST) path.pop();
      depth = Math.max(0, depth - 1);
    } else if (!head!.endsWith('/')) {
      depth++;
      if (depth <= DEEPEST) path.push(/\bname="([^"]{1,32})"/.exec(head!)?.[1] ?? '');
    }
  }
  const streams: Aedat4Stream[] = [];
  for (const [key, type] of attributes) {
    const id = /^outInfo\/(\d{1,9})\/typeIdentifier$/.exec(key)?.[1];
    if (id === undefined) continue;
    const extent = (name: string) => {
      const value = attributes.get(`outInfo/${id}/info/${name}`);
      return value === undefined ? null : Number(value);
    };
    streams.push({
      id: Number(id),
      type,
      width: extent('sizeX'),
      height: extent('sizeY'),
      module: attributes.get(`outInfo/${id}/originalModuleName`) ?? null,
    });
  }
  return streams.sort((a, b) => a.id - b.id);
}
