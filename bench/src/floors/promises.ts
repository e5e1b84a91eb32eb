import type { Floor } from './floor.ts'

/** A promise for each of so many records at a time, settled together, and a caller behind each. */
export function promises(window: number): Floor {
  return {
    title: `a bare promise a record, ${window.toLocaleString('en')} unsettled`,
    recordsPerRound: window,
    async round() {
      const settlers: ((offset: number) => void)[] = []
      const keep = (resolve: (offset: number) => void): void => {
        settlers.push(resolve)
      }
      let told = 0
      const callers: Promise<void>[] = []
      const tell = (): void => {
        told++
      }
      for (let count = 0; count < window; count++) callers.push(new Promise(keep).then(tell))
      for (let offset = 0; offset < window; offset++) settlers[offset]?.(offset)
      await callers.at(-1)
      if (told !== window) throw new Error(`${told} callers were told, of ${window}`)
    },
  }
}
