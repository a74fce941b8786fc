/** Another process has the spool open. */
export class HeldElsewhere extends Error {
  readonly pid: number;

  constructor(pid: number) {
    super(`process ${pid} holds it`);
    this.pid = pid;
  }
}
