import { describe, expect, it } from 'vitest'
import { judgeTestBed } from '../../test/support/judge-test-bed.ts'

const PRODUCER = { producerId: 7n, producerEpoch: 0 }

describe('verify, about attempts', () => {
  it('finds a sequence that was appended and came again with other bytes', () => {
    const { store, broken, kafka } = judgeTestBed()
    store(['a'], { ...PRODUCER, baseSequence: 0 })
    store(['b'], { ...PRODUCER, baseSequence: 0 })

    expect(broken({ strangers: 'allow' })).toEqual(['SEQUENCE_REUSED', 'SEQUENCE_REUSED'])
    expect(kafka.violations()).toHaveLength(1)
  })

  it('finds part of an appended batch that came again, which the broker refuses', () => {
    const { store, broken } = judgeTestBed()
    store(['a', 'b'], { ...PRODUCER, baseSequence: 0 })

    expect(store(['b'], { ...PRODUCER, baseSequence: 1 }).error).toBe(
      'OUT_OF_ORDER_SEQUENCE_NUMBER',
    )
    expect(broken()).toEqual(['SEQUENCE_REUSED'])
  })

  it('allows other bytes under a sequence that was only refused', () => {
    const { store, broken, kafka } = judgeTestBed()
    const refused = kafka.faults.on({ api: 'Produce', nth: 1 }).error('MESSAGE_TOO_LARGE')
    store(['a', 'b'], { ...PRODUCER, baseSequence: 0 })
    store(['a'], { ...PRODUCER, baseSequence: 0 })
    store(['b'], { ...PRODUCER, baseSequence: 1 })

    expect(refused.fired).toBe(1)
    expect(broken()).toEqual([])
  })

  it('finds a client that does not follow hints at another leader', () => {
    const { store, kafka, clock, broken } = judgeTestBed()
    const rules = { hintToleranceMs: 1_000 }
    const sendToTheOldLeader = () => store(['a'], {}, 0, 1).error
    kafka.moveLeader('t', 0, 2)
    for (let hint = 0; hint < 3; hint++) {
      expect(sendToTheOldLeader()).toBe('NOT_LEADER_OR_FOLLOWER')
    }

    clock.advance(1_000)
    sendToTheOldLeader()
    expect(broken(rules)).toEqual([])

    clock.advance(1)
    sendToTheOldLeader()
    expect(broken(rules)).toEqual(['HINT_IGNORED'])
  })
})
