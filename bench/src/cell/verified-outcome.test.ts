import { describe, expect, it } from 'vitest'
import type { CellOutcome } from './run-cell-process.ts'
import { verifiedOutcome } from './verified-outcome.ts'

const MEASURED: CellOutcome = {
  kind: 'measured',
  figures: { clientVersion: '1', runtime: 'Node 1', acknowledged: 10, values: {} },
}

const brokerWith = (stored: number) => ({ storedCount: async () => stored })

describe('verifiedOutcome', () => {
  it.each([10, 11])('believes a client that counted 10 when the broker has %i', async (stored) => {
    expect(await verifiedOutcome(MEASURED, 'bench', brokerWith(stored))).toBe(MEASURED)
  })

  it('fails a client that counted more than the broker has', async () => {
    expect(await verifiedOutcome(MEASURED, 'bench', brokerWith(9))).toEqual({
      kind: 'failed',
      reason: 'it counted 10 records as stored, and the broker has 9',
    })
  })

  it('leaves a cell that failed as it is', async () => {
    const failed: CellOutcome = { kind: 'failed', reason: 'gone' }

    expect(await verifiedOutcome(failed, 'bench', brokerWith(0))).toBe(failed)
  })
})
