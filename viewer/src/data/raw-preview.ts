/** Bytes shown of what came, and how many of a text have to be printable. */
const shownText_bytes = 400;
const shownHex_bytes = 48;
const printableShare = 0.9;

/** The beginning of what a source sent, in base64, as text where it is text, else as hexadecimal bytes. */
export function rawPreview(raw: string): { readonly kind: 'text' | 'hex'; readonly shown: string } {
  const bytes = Uint8Array.from(atob(raw), (letter) => letter.charCodeAt(0));
  const beginning = bytes.subarray(0, shownText_bytes);
  const text = new TextDecoder().decode(beginning);
  const letters = [...text];
  const printable = letters.filter(
    (letter) => /[\t\n\r\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]/u.test(letter) && letter !== '\ufffd',
  );
  if (letters.length > 0 && printable.length >= printableShare * letters.length) {
    return { kind: 'text', shown: text + (bytes.length > beginning.length ? ' …' : '') };
  }
  const hex = [...bytes.subarray(0, shownHex_bytes)].map((byte) =>
    byte.toString(16).padStart(2, '0'),
  );
  return { kind: 'hex', shown: hex.join(' ') + (bytes.length > shownHex_bytes ? ' …' : '') };
}
