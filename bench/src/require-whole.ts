/** @throws {Error} that names the option and the value that is no whole number from `min` to `max` */
export function requireWhole(value: string, option: string, min: number, max: number): number {
  const number = Number(value)
  // Nothing at all would else be 0.
  if (value.trim() === '' || !Number.isInteger(number) || number < min || number > max) {
    throw new Error(`${option} is a whole number from ${min} to ${max}, not "${value}"`)
  }
  return number
}
