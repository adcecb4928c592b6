let asked = false;

/** Whether this process has been told to stop: then whoever sends it requests should begin to send them elsewhere. */
export function isStopping(): boolean {
  return asked;
}

export function beginStopping(): void {
  asked = true;
}
