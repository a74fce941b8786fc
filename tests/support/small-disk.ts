import { spawnSync } from 'node:child_process';

/** Whether this user may mount in a namespace of his own. */
export const mayMount =
  spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

/** Program and arguments that start another program, for which a folder is a disk of so many megabytes. */
export function onDiskOf(size_MB: number, folder: string): readonly string[] {
  const mounted = `mount -t tmpfs -o size=${size_MB}m tmpfs "$0" && exec "$@"`;
  return ['unshare', '-rm', 'bash', '-c', mounted, folder];
}
