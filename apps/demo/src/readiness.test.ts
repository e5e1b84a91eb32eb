import { describe, expect, it } from 'vitest'
import { Readiness } from './readiness.ts'

function allWorking(): Readiness {
  const readiness = new Readiness()
  readiness.set('expressProducer', true)
  readiness.set('nestServer', true)
  readiness.set('consumer', true)
  return readiness
}

describe('Readiness', () => {
  it('is ready once every part works', () => {
    expect(new Readiness().report().ready).toBe(false)
    expect(allWorking().report()).toEqual({
      ready: true,
      stopping: false,
      expressProducer: true,
      nestServer: true,
      consumer: true,
    })
  })

  it('ceases to be ready when a part fails, and says which', () => {
    const readiness = allWorking()

    readiness.set('consumer', false)

    expect(readiness.report()).toMatchObject({ ready: false, consumer: false, nestServer: true })
  })

  it('is not ready while the demo stops, though every part works', () => {
    const readiness = allWorking()

    readiness.stop()

    expect(readiness.report()).toMatchObject({ ready: false, stopping: true, consumer: true })
  })
})
