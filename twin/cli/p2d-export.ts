import { bpxSettings } from '../../physics/cell/bpx/bpx-setting.ts';
import { bpxOmissions, writeBpx } from '../../physics/cell/bpx/write-bpx.ts';
import { applySettings } from '../../physics/cell/settings.ts';
import { PhysicsError } from '../../physics/core/errors.ts';
import { findCell } from './cell-run.ts';
import type { P2dCommand, P2dExport } from './p2d-options.ts';

/**
 * The parameter set of a command as it is after its settings, as JSON of BPX v1.
 * @throws PhysicsError of `findCell` and `applySettings`; BPX_CANNOT_EXPRESS (data: name, reasons)
 */
export function exportText(
  { request, parametersFile }: Pick<P2dCommand, 'request' | 'parametersFile'>,
  { without }: P2dExport,
): string {
  const { parameters } = findCell(request.parameters, parametersFile);
  const set = applySettings(parameters, request.set ?? {}, bpxSettings);
  try {
    return `${JSON.stringify(writeBpx(set, { without }), null, 2)}\n`;
  } catch (error) {
    if (!(error instanceof PhysicsError) || error.code !== 'BPX_CANNOT_EXPRESS') throw error;
    const { code, message, data } = error;
    const remedy = `--without leaves out ${bpxOmissions.join(', ')}`;
    throw new PhysicsError(code, `${message}; ${remedy}`, data);
  }
}
