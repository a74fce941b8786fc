/** Kinds of typed arrays that a model is made of. */
const kinds = { Float64Array, Float32Array, Int32Array, Int16Array, Uint16Array, Uint8Array };
type Kind = keyof typeof kinds;

/** Where an array lies in the binary; it begins at a multiple of 8 bytes. */
interface ArrayPlace {
  readonly typedArray: Kind;
  readonly byteOffset: number;
  readonly length: number;
}

/** A value parted into what is plain, for JSON, and the numbers of its typed arrays. */
export interface Packed {
  readonly structure: unknown;
  /** Numbers as the machine holds them: little-endian on all that Node runs on but one (s390x). */
  readonly bytes: Uint8Array;
}

/** Parts a tree of plain objects, lists and typed arrays; `unpack` gives it back bit for bit. */
export function pack(value: unknown): Packed {
  const arrays: { readonly place: ArrayPlace; readonly bytes: Uint8Array }[] = [];
  let length = 0;
  const strip = (node: unknown): unknown => {
    if (ArrayBuffer.isView(node)) {
      const array = node as InstanceType<(typeof kinds)[Kind]>;
      const place = {
        typedArray: array.constructor.name as Kind,
        byteOffset: length,
        length: array.length,
      };
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      arrays.push({ place, bytes });
      length += 8 * Math.ceil(bytes.length / 8);
      return place;
    }
    if (Array.isArray(node)) return node.map(strip);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, part]) => [key, strip(part)]));
  };
  const structure = strip(value);
  const bytes = new Uint8Array(length);
  for (const { place, bytes: part } of arrays) bytes.set(part, place.byteOffset);
  return { structure, bytes };
}

/** The value that was packed. @throws RangeError where the bytes end before an array does */
export function unpack({ structure, bytes }: Packed): unknown {
  const fill = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(fill);
    if (typeof node !== 'object' || node === null) return node;
    if ('typedArray' in node) {
      const { typedArray, byteOffset, length } = node as ArrayPlace;
      const make = kinds[typedArray];
      const from = bytes.byteOffset + byteOffset;
      // A copy, as the bytes may begin anywhere.
      const copy = bytes.buffer.slice(from, from + length * make.BYTES_PER_ELEMENT);
      return new make(copy as ArrayBuffer, 0, length);
    }
    return Object.fromEntries(Object.entries(node).map(([key, part]) => [key, fill(part)]));
  };
  return fill(structure);
}
