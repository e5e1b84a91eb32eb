import { describe, expect, it } from 'vitest'
import * as testing from './index.ts'

describe('the package', () => {
  it('exports exactly these values', () => {
    expect(Object.keys(testing).toSorted()).toEqual([
      'BrokerRefusal',
      'DEFAULT_KAFKA_OPTIONS',
      'DEFAULT_LINK_SETTINGS',
      'DeliveryLedger',
      'FULL_GUARANTEES',
      'ManualClock',
      'VerificationError',
      'createMemoryKafka',
      'createMemoryNetwork',
      'seededRandom',
      'startKafka',
    ])
  })
})
