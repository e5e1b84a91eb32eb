import { ManualClock } from '@headwater/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProcessHold } from './process-hold.ts'

describe('ProcessHold', () => {
  it('holds the process exactly while anything is pending', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (steps) => {
        const clock = new ManualClock()
        const hold = new ProcessHold(clock)
        let pending = 0
        for (const acquires of steps) {
          if (acquires) {
            hold.acquire()
            pending++
          } else if (pending > 0) {
            hold.release()
            pending--
          }
          expect(clock.processHeld).toBe(pending > 0)
        }
      }),
    )
  })
})
