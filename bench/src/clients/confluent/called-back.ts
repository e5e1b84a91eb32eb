/** Runs a function that calls back with an error or without, as a promise. */
export function calledBack(start: (callback: (error: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    // Left out and null are both no error: its functions do not agree.
    start((error) => (error === null || error === undefined ? resolve() : reject(error)))
  })
}
