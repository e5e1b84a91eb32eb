import { describe, expect, it } from 'vitest'
import { planCells } from './cell-plan.ts'

describe('planCells', () => {
  it('lets the clients take turns inside a round and another one begin each round', () => {
    const plan = planCells(['a'], ['headwater', 'kafkajs', 'java'], 3)

    expect(plan.map(({ round, client }) => `${round} ${client}`)).toEqual([
      '1 headwater',
      '1 kafkajs',
      '1 java',
      '2 kafkajs',
      '2 java',
      '2 headwater',
      '3 java',
      '3 headwater',
      '3 kafkajs',
    ])
  })

  it('asks each client only what it can answer', () => {
    const plan = planCells(['b', 'e'], ['headwater', 'confluent-unreported', 'bare-socket'], 1)

    expect(plan.map(({ scenario, client }) => `${scenario} ${client}`)).toEqual([
      'b headwater',
      'b confluent-unreported',
      'e headwater',
      'e bare-socket',
    ])
  })

  it('measures a scenario no more often than it wants, however many rounds there are', () => {
    const plan = planCells(['i', 'e'], ['headwater'], 2)

    expect(plan.map(({ round, scenario }) => `${round} ${scenario}`)).toEqual(['1 i', '1 e', '2 e'])
  })

  it('is empty when no client has a part in the scenario', () => {
    expect(planCells(['m'], ['bare-socket'], 2)).toEqual([])
  })
})
