import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { runFuzz } from './run-fuzz.ts'

const FRAMES = 5_000
const LEAST_OF_EACH_API = 300
const TIMEOUT_MS = 120_000

/** Every version of every response that the producer decodes. */
const VERSIONS = Object.entries({
  ApiVersions: [0, 4],
  Metadata: [4, 13],
  Produce: [3, 13],
  InitProducerId: [0, 5],
  CreateTopics: [2, 7],
} as const).flatMap(([api, [first, last]]) =>
  Array.from({ length: last - first + 1 }, (_, index) => `${api} ${first + index}`),
)

describe('a connected producer that hostile frames reach', () => {
  it(
    'S82: leaves the connection or takes an answer, settles every call in time, and works afterwards',
    async () => {
      const report = await runFuzz({ frames: FRAMES, start: 1 })

      expect(report.breaches).toEqual([])
      const attacked = [...report.framesByApi].filter(([, frames]) => frames >= LEAST_OF_EACH_API)
      expect(attacked.map(([api]) => api).toSorted()).toEqual([
        'ApiVersions',
        'CreateTopics',
        'InitProducerId',
        'Metadata',
        'Produce',
        'unasked',
      ])
      expect(VERSIONS.filter((version) => !report.versions.has(version))).toEqual([])
      expect(report.outcomes.get('lost')).toBeGreaterThan(FRAMES / 4)
      expect(report.outcomes.get('answered')).toBeGreaterThan(FRAMES / 10)
      expect(report.settlements.get('acknowledged')).toBeGreaterThan(FRAMES)
    },
    TIMEOUT_MS,
  )

  it('does the same again with the same seed', async () => {
    const [first, again] = [
      await runFuzz({ frames: 40, start: 7 }),
      await runFuzz({ frames: 40, start: 7 }),
    ]

    expect(again.summary()).toBe(first.summary())
  })

  it(
    'keeps nothing of them',
    async () => {
      await runFuzz({ frames: 1_000, start: 1_000 })
      const before = await keptBytes()

      await runFuzz({ frames: 1_500, start: 2_000 })

      expect((await keptBytes()) - before).toBeLessThan(2 * 1024 * 1024)
    },
    TIMEOUT_MS,
  )
})

/** What survives: the second collection takes what finalizers and weak references let go after the first. */
async function keptBytes(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collectGarbage: () => void = runInNewContext('gc')
  collectGarbage()
  await new Promise((resolve) => {
    setImmediate(resolve)
  })
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
