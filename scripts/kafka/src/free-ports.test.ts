import { expect, it } from 'vitest'
import { freePorts } from './free-ports.ts'

it('finds as many ports as asked for, all different', async () => {
  const ports = await freePorts(8)

  expect(new Set(ports).size).toBe(8)
  expect(ports.every((port) => port > 0)).toBe(true)
})
