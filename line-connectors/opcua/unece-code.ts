/** UNECE code that an EUInformation packs into its unitId, one character a byte; undefined where it holds none. */
export function uneceCodeOf(unitId: number): string | undefined {
  if (unitId <= 0) return undefined;
  let code = '';
  for (let rest = unitId; rest > 0; rest = Math.floor(rest / 256)) {
    code = String.fromCharCode(rest % 256) + code;
  }
  return /^[0-9A-Z]{1,4}$/.test(code) ? code : undefined;
}
