import type { EmbeddedKafka } from '@headwater/testing'
import type { Dice } from './dice.ts'

/** Which numbers a producer begins with: small ones, or those just before the end of their range. */
export interface PlannedIdentity {
  /** Whether brokers give epochs after which there are few more (KIP-360). */
  readonly lateEpochs: boolean
  /** The sequence with which a partition begins under a new producer id. */
  readonly firstSequence: number
}

const LAST_EPOCH = 32_767
const FIRST_LATE_ID = 1_000n
/** How many producer ids begin late; one that asks for more begins as usual. */
const LATE_IDS = 20
const SEQUENCE_COUNT = 2 ** 31

export function planIdentity(dice: Dice): PlannedIdentity {
  const lot = dice.next()
  const late = lot < 0.22
  return {
    lateEpochs: lot >= 0.22 && lot < 0.34,
    firstSequence: late ? SEQUENCE_COUNT - dice.whole(1, 60) : 0,
  }
}

/** Has brokers give late epochs, if that is the plan. */
export function seedEpochs(
  kafka: EmbeddedKafka,
  { lateEpochs }: PlannedIdentity,
  dice: Dice,
): void {
  if (!lateEpochs) return
  for (let index = 0; index < LATE_IDS; index++) {
    const producerEpoch = LAST_EPOCH - dice.whole(0, 2)
    kafka.seedProducer({ producerId: FIRST_LATE_ID + BigInt(index), producerEpoch })
  }
}
