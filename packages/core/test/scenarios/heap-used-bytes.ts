import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What is reachable on the heap and in buffers outside of it: measured after a full collection. */
export function heapUsedBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
